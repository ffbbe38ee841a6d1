# SPDX-License-Identifier: GPL-2.0-or-later
"""stories.py: what takes longer than --stall-after, on real sockets; all at once, since each takes
long, and then held against what is told of it.
"""
import json
import time

from endings import End
from watched import Failed, Watched, wait_for

LIMIT_S = 2		# --stall-after


class Story:
    """Begins when made; goes on while waits() is true; then end()."""
    port = None		# of its server, and of no other story's

    def waits(self):
        return False

    def act(self):
        """Again and again, all the time."""

    def end(self):
        """What comes after all have waited."""

    def stop(self):
        """When all was told."""

    def expected(self):
        """What is to be told of its connection; of several, a list by the order of their clients."""
        return {}


def act_until(stories, what, condition):
    """Who reads slowly does so all the time."""
    def over():
        for story in stories:
            story.act()
        return condition()
    wait_for(what, over)


def act_for(stories, seconds):
    end = time.monotonic() + seconds
    act_until(stories, 'time to pass', lambda: time.monotonic() > end)


def lookup(record, findings, key):
    first, _, rest = key.strip().partition('.')
    value = findings[first] if first in findings else record.get(first, {})
    return value.get(rest) if rest and value else value


def is_as_expected(key, got, want):
    """Findings in any order; of a sentence some words; bool: anything but null."""
    if key == 'findings':
        return set(got) == set(want)
    if key.strip().endswith('.explain'):
        return got is not None and want in got
    return got == want or (want is bool and bool(got))


def problems_of(record, findings, expected):
    problems = []
    for key, want in expected.items():
        got = sorted(findings) if key == 'findings' else lookup(record, findings, key)
        if not is_as_expected(key, got, want):
            problems.append('%s is %r, not %r' % (key, got, want))
    if problems:
        print('    ', record, json.dumps(findings))
    return problems


def problems_of_connections(story, watched):
    records = sorted(watched.connections(story.port), key=lambda r: r['id'])
    expected = story.expected()
    expected = expected if isinstance(expected, list) else [expected]
    problems = []
    if len(records) != len(expected):
        problems.append('%d connections, not %d' % (len(records), len(expected)))
    for record, want in zip(records, expected):
        problems += problems_of(record, watched.findings(record), want)
    return problems


def check(story, watched, problems_of_story):
    try:
        problems = problems_of_story(story, watched)
    except Failed as error:
        problems = [str(error)]
    print('%-24s %s' % (type(story).__name__, '; '.join(problems) or 'ok'))
    return not problems


def tell(kinds, meanwhile=lambda stories: 0, settle_s=1.2, problems=problems_of_connections):
    """
    All of them, and when they have lasted, meanwhile(), which returns how much it found wrong.
    Returns the report and how many are wrong.
    """
    with Watched('--stall-after', '%ds' % LIMIT_S) as watched:
        End.watched = watched
        stories = [kind() for kind in kinds]
        # All are asked each time: some do something when asked.
        act_until(stories, 'the stories to last', lambda: not any([s.waits() for s in stories]))
        watched.catch_up()
        wrong = meanwhile(stories)
        for story in stories:
            story.end()
        # The notification of the last socket's death, and a poll.
        act_for(stories, settle_s)
        watched.catch_up()
    wrong += sum(not check(story, watched, problems) for story in stories)
    for story in stories:
        story.stop()
    print('%d stories, %d wrong' % (len(stories), wrong))
    return watched, wrong
