# SPDX-License-Identifier: GPL-3.0-or-later
"""The program as a screen reader sees it: AT-SPI, with bounded waiting.  For tests that drive a real usher."""
import os
import signal
import subprocess
import time

import gi

gi.require_version('Atspi', '2.0')
from gi.repository import Atspi  # noqa: E402

PATIENCE = 20


class Missing(AssertionError):
    """Something that should be seen is not."""


def until(what, look, patience=PATIENCE):
    """Looks again and again until there is something; what it was."""
    end = time.monotonic() + patience
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > end:
            raise Missing(f'waited {patience} s for {what}')
        time.sleep(0.1)


def children(node):
    try:
        return [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except Exception:  # it went away while we looked
        return []


def walk(node):
    """All that is showing below a node, depth first"""
    stack = [node]
    while stack:
        at = stack.pop()
        if at is None:
            continue
        try:
            showing = at.get_state_set().contains(Atspi.StateType.SHOWING)
            role = at.get_role_name()
        except Exception:
            continue
        if not showing and role not in ('application', 'frame'):
            continue
        yield at
        stack.extend(reversed(children(at)))


def text_of(node):
    try:
        text = node.get_text_iface()
        if text:
            return Atspi.Text.get_text(text, 0, Atspi.Text.get_character_count(text))
    except Exception:
        pass
    return ''


def matches(node, role, name):
    try:
        if role and node.get_role_name() not in role.split('|'):
            return False
        if name is None:
            return True
        if callable(name):
            return name(node.get_name() or '')
        return name == (node.get_name() or '')
    except Exception:
        return False


class Program:
    """A program that was started, and what it shows"""

    def __init__(self, command, env=None):
        Atspi.init()
        self.name = os.path.basename(command[0])
        self.process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
        self.root = until(f'{self.name} on the accessibility bus', self._find_root)

    def _find_root(self):
        if self.process.poll() is not None:
            raise Missing(f'{self.name} ended with {self.process.returncode}')
        desktop = Atspi.get_desktop(0)
        for app in children(desktop):
            if app and app.get_process_id() == self.process.pid:
                return app
        return None

    def look(self, role, name=None, below=None):
        for node in walk(below or self.root):
            if matches(node, role, name):
                return node
        return None

    def find(self, role, name=None, below=None, patience=PATIENCE):
        try:
            return until(f'{role} “{name if not callable(name) else "…"}”', lambda: self.look(role, name, below), patience)
        except Missing as error:
            raise Missing(f'{error}; there is:\n{self.describe()}') from None

    def sees(self, words, below=None, patience=PATIENCE):
        """Some label or name contains the words"""
        def look():
            for node in walk(below or self.root):
                try:
                    if words in (node.get_name() or '') or words in text_of(node):
                        return node
                except Exception:
                    continue
            return None
        try:
            return until(f'the words “{words}”', look, patience)
        except Missing as error:
            raise Missing(f'{error}; there is:\n{self.describe()}') from None

    def gone(self, words, patience=PATIENCE):
        def look():
            return not any(words in (node.get_name() or '') for node in walk(self.root))
        until(f'“{words}” to be gone', look, patience)

    def press(self, name, role='button|toggle button|push button', below=None):
        node = self.find(role, name, below)
        until(f'“{name}” to be sensitive', lambda: node.get_state_set().contains(Atspi.StateType.SENSITIVE))
        node.get_action_iface().do_action(0)
        return node

    def type_into(self, name, text, below=None):
        """Into the field with that label"""
        node = self.find('text|entry|password text', name, below)
        Atspi.EditableText.set_text_contents(node.get_editable_text_iface(), text)
        return node

    def describe(self):
        lines = []
        for node in walk(self.root):
            name = node.get_name() or text_of(node)
            if name:
                lines.append(f'  {node.get_role_name()}: {name[:90]}')
        return '\n'.join(lines[:160])

    def end(self):
        """Asks it to end, as the session would; its exit status"""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
