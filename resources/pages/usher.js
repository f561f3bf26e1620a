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
  document.querySelectorAll("time[data-zone]").forEach(function (time) {
    var line = time.closest(".time").querySelector(".local");
    var start = new Date(time.dateTime);
    if (!line || time.dataset.zone === zone || isNaN(start))
      return;
    line.textContent = "For you: " + new Intl.DateTimeFormat("en-GB", {
      weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit"
    }).format(start) + " (" + zone.replace(/_/g, " ") + ")";
    line.hidden = false;
  });
})();
