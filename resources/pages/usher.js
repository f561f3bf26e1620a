/* SPDX-License-Identifier: GPL-3.0-or-later
 * Two comforts that the page does not need: it tells the form which time zone the viewer lives in, and shows the start in it. */
"use strict";
(function () {
  var zone;
  try {
    zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  } catch (e) {
    zone = "";
  }
  if (!zone)
    return;

  document.querySelectorAll("input[name=time_zone]").forEach(function (input) {
    input.value = zone;
  });
  function words(date, where) {
    return new Intl.DateTimeFormat("en-GB", {
      weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit", timeZone: where
    }).format(date);
  }
  document.querySelectorAll("time[data-zone]").forEach(function (time) {
    var line = time.closest(".time").querySelector(".local");
    var start = new Date(time.dateTime);
    var here;
    try {
      here = words(start, zone);
      if (here === words(start, time.dataset.zone))
        return;
    } catch (e) {
      return;
    }
    line.textContent = "Where you are: " + here + " (" + zone.replace(/_/g, " ") + ")";
    line.hidden = false;
  });
})();
