# SPDX-License-Identifier: GPL-2.0-or-later
"""pages.py: pages are well-formed; in a browser they are quiet, whole, and do what they offer."""
import glob
import os
import shutil
import subprocess
import sys

BUILD, SOURCE = sys.argv[1:]
sys.path.insert(0, os.path.join(SOURCE, "tests", "support"))

import browser      # noqa: E402
import page_checks  # noqa: E402

GOLDEN = os.path.join(SOURCE, "tests", "golden")

# Names of others, each of which would be more than text where it is not escaped.
HOSTILE = ["<script>x", "\"><img/src=x", "&lt;b&gt;", "a\\xff", "]]>--></svg>"]

failed = 0


def fail(where, problems):
    global failed
    failed += 1
    print("FAILED: %s: %s" % (where, "; ".join(problems)))


def write(name, *command):
    path = name + ".html"
    with open(path, "wb") as out:
        subprocess.run(command, stdout=out, check=True)
    return path


def of_story(path, name=None):
    return write(name or os.path.basename(path),
                 os.path.join(BUILD, "tests", "golden", "replay"), path, "html")


def of_capture(path, name=None, *words):
    return write(name or os.path.basename(path), os.path.join(BUILD, "halfclose"), "report",
                 "-r", path, "--all", "--format", "html", *words)


def hostile_story():
    """A connection for each name, whose client has it, and whose calls say it."""
    steps = []
    for i, name in enumerate(HOSTILE):
        steps += ["client 127.0.0.1 %d" % (7000 + i), "isn c %d" % (7 + i), "c S", "s S.", "c .",
                  "c probe ESTABLISHED inode %d cookie %d" % (70 + i, 70 + i),
                  "c owner %d %s fd 7" % (812 + i, name), "c call write(%s) = 5" % name,
                  "c P. 5", "s R."]
    with open("hostile.story", "w", encoding="utf-8") as out:
        out.write("\n".join(steps) + "\n")
    return "hostile.story"


def hostile_capture():
    name = b"<img src=x onerror=alert(1)>\xff\xe2\x80\xae&.pcap"
    shutil.copy(os.path.join(GOLDEN, "clean.pcap"), name)
    return name


def make_pages():
    made = [of_story(path) for path in sorted(glob.glob(GOLDEN + "/*.story"))]
    made += [of_capture(path) for path in sorted(glob.glob(GOLDEN + "/*.pcap"))]
    made.append(of_capture(GOLDEN + "/clean.pcap", "filtered", "tcp[0:2]", ">= 80"))
    made += [of_story(hostile_story()), of_capture(hostile_capture(), "hostile-name")]
    return made


def check_words():
    """Hostile names are on the page as they were, but for what cannot be shown."""
    with open("hostile.story.html", encoding="utf-8") as file:
        text = file.read()
    for name in HOSTILE:
        if not name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") \
                .replace('"', "&quot;") in text:
            fail("hostile.story", ["%s is missing" % name])
    for page, heading in (
            ("hostile-name", "&lt;img src=x onerror=alert(1)&gt;\\xff\\xe2\\x80\\xae&amp;.pcap"),
            ("filtered", "clean.pcap: tcp[0:2] &gt;= 80")):
        with open(page + ".html", encoding="utf-8") as file:
            if "<h1>%s</h1>" % heading not in file.read():
                fail(page, ["its heading is not " + heading])


def expect(where, *claims):
    """claims: pairs of what is and what should be."""
    for i, (got, want) in enumerate(claims):
        if got != want:
            fail(where, ["claim %d: %s, not %s" % (i, got, want)])


def check_use(page):
    """A reader filters, opens, spaces and sorts: eight connections, four errors, four warnings."""
    rows = "document.querySelectorAll('.connections > tbody:not([hidden])').length"
    ladders = "[...document.querySelectorAll('figure svg')].filter(e => e.checkVisibility()).length"
    first = "document.querySelector('.row a').textContent"
    focus = "document.activeElement.textContent"
    height = "document.querySelector('#c5 svg').getBoundingClientRect().height"

    page.open("stalls.story.html")
    expect("as it opens", (page.eval(rows), 8), (page.eval(ladders), 0), (page.eval(first), "#5"))

    page.key("/", "/")
    page.type("close_wait -error")
    expect("words that exclude each other", (page.eval(rows), 0),
           (page.eval("document.querySelector('output').textContent"), "0 of 8 rows"))
    page.key("Escape")
    expect("left", (page.eval(rows), 8), (page.eval("document.activeElement.tagName"), "BODY"))
    page.click(".tools input")
    page.type("Close_Wait")
    expect("a state", (page.eval(rows), 1))
    page.key("Escape")

    page.click("button.warning")
    expect("warnings", (page.eval(rows), 4))
    page.click("button.error")
    expect("warnings and errors", (page.eval(rows), 8))
    page.click("button.warning")
    page.click("button.lost")
    expect("errors that lost bytes", (page.eval(rows), 2))
    page.click("button.error")
    page.click("button.lost")
    expect("all again", (page.eval(rows), 8))

    page.click("#c5 .what")
    expect("a click", (page.eval(ladders), 1),
           (page.eval("document.querySelector('#c5 a').getAttribute('aria-expanded')"), "true"))
    even = page.eval(height)
    page.click("#c5 .spacing button:nth-of-type(2)")
    scaled = page.eval(height)
    expect("to scale", (scaled > even, True),
           (page.eval("document.querySelector('#c5 .scale').textContent.startsWith('100 pixels')"),
            True))
    page.click("#c5 .spacing button:nth-of-type(1)")
    expect("evenly again", (page.eval(height), even))
    page.click("#c5 .row .sev")
    expect("a click that closes", (page.eval(ladders), 0))

    page.eval("document.querySelector('#c5 a').focus()")
    page.key("ArrowDown")
    expect("down", (page.eval(focus), "#6"))
    page.key("Enter", "\r")
    expect("Enter", (page.eval(ladders), 1))
    page.key(" ", " ")
    expect("space", (page.eval(ladders), 0))
    page.key("ArrowUp")
    page.key("ArrowUp")
    expect("up", (page.eval(focus), "#5"))

    page.click("thead th:first-child button")
    expect("by number", (page.eval(first), "#1"))
    page.click("thead th.time button")
    expect("the longest first", (page.eval(first), "#2"),
           (page.eval("document.querySelector('th.time').getAttribute('aria-sort')"), "descending"))
    page.click("thead th.time button")
    expect("the shortest first", (page.eval(first), "#5"))
    page.click(".tools button:last-of-type")
    expect("open all", (page.eval(ladders), 8))
    expect("in silence", (page.complaints(), []))

    page.open("stalls.story.html", at="#c3")
    expect("an address", (page.eval(ladders), 1),
           (page.eval("document.querySelector('#c3').classList.contains('open')"), True))


def check_without_script(page):
    page.open("stalls.story.html", javascript=False)
    # What asks is no script of the page.
    page.ask("Emulation.setScriptExecutionDisabled", value=False)
    expect("without its script",
           (page.eval("[...document.querySelectorAll('figure svg, .finding, details[open] table')]"
                      ".filter(e => !e.checkVisibility()).length"), 0),
           (page.eval("document.querySelectorAll('button, input').length"), 0),
           (page.complaints(), []))


def check_paper(page):
    page.open("stalls.story.html")
    page.eval("dispatchEvent(new Event('beforeprint'))")
    page.ask("Emulation.setEmulatedMedia", media="print")
    expect("on paper",
           (page.eval("[...document.querySelectorAll('figure svg, .finding, table.facts')]"
                      ".filter(e => !e.checkVisibility()).length"), 0),
           (page.eval("[...document.querySelectorAll('button, input')]"
                      ".filter(e => e.checkVisibility() && !e.closest('thead')).length"), 0))
    page.ask("Emulation.setEmulatedMedia", media="")


def main():
    made = make_pages()
    for path in made:
        with open(path, encoding="utf-8") as file:
            problems = page_checks.problems_of(file.read())
        if problems:
            fail(path, problems)
    check_words()
    program = browser.find()
    if not program:
        print("skipped: no chromium; %d pages are well-formed" % len(made))
        return 1 if failed else 77
    with browser.Browser(program) as page:
        for path in made:
            for how in {}, {"width": 400, "dark": True}:
                problems = page_checks.look(page, path, **how)
                if problems:
                    fail("%s %s" % (path, how), problems)
        check_use(page)
        check_without_script(page)
        check_paper(page)
    print("%d pages, %d failures" % (len(made), failed))
    return 1 if failed else 0


sys.exit(main())
