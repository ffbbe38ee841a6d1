# SPDX-License-Identifier: GPL-2.0-or-later
"""page_checks.py: what holds of every page that --format html writes, in a browser and without one."""
import base64
import hashlib
import html.parser
import json
import re
import xml.etree.ElementTree

VOID = {"meta"}


class Nesting(html.parser.HTMLParser):
    """Elements are closed in order, and come from a known list."""

    def __init__(self):
        super().__init__()
        self.open, self.problems, self.scripts = [], [], 0

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.scripts += tag == "script"
        for name, value in attrs:
            if name.startswith("on") or name in ("src", "style") or \
                    (name == "href" and not value.startswith("#")):
                self.problems.append("<%s %s=%s>" % (tag, name, value))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.problems.append("</%s> out of order" % tag)


def problems_of(text):
    """Of a page's text: its nesting, as HTML and as XML, and the hashes that it allows."""
    nesting = Nesting()
    nesting.feed(text)
    nesting.close()
    problems = nesting.problems + ["<%s> is not closed" % tag for tag in nesting.open]
    if nesting.scripts != 1:
        problems.append("%d scripts" % nesting.scripts)
    for tag in "style", "script":
        body = re.search("<%s>(.*?)</%s>" % (tag, tag), text, re.S).group(1)
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        if "%s-src 'sha256-%s'" % (tag, digest) not in text:
            problems.append("the hash of <%s> is another" % tag)
        text = text.replace(body, "")
    try:
        xml.etree.ElementTree.fromstring(text.replace("<!DOCTYPE html>\n", "", 1))
    except xml.etree.ElementTree.ParseError as error:
        problems.append("no XML: %s" % error)
    return problems


# Opens all there is, and finds what is cut, or overlaps: [] where nothing is.
LOOK = r"""(() => {
	const found = [];
	for (const link of document.querySelectorAll('.row a[aria-expanded="false"]'))
		link.click();
	for (const details of document.querySelectorAll('details'))
		details.open = true;
	for (const button of document.querySelectorAll(SPACING))
		button.click();
	if (document.documentElement.scrollWidth > innerWidth)
		found.push(`wider than the window: ${document.documentElement.scrollWidth}`);
	for (const svg of document.querySelectorAll('figure svg')) {
		const frame = svg.getBoundingClientRect();
		const texts = [...svg.querySelectorAll('text')].map(text =>
			[text.textContent, text.getBoundingClientRect()]);
		// The pieces of each lifeline touch, from the top to the bottom.
		for (const x of ['20%', '80%']) {
			const lives = [...svg.querySelectorAll(`.life[x1="${x}"]`)];
			const ends = ['0', ...lives.map(life => life.getAttribute('y2'))];

			if (lives.some((life, i) => life.getAttribute('y1') !== ends[i]) ||
			    ends.pop() !== svg.getAttribute('height'))
				found.push(`a lifeline at ${x} has a gap`);
		}
		texts.forEach(([words, box], i) => {
			if (box.left < frame.left - 1 || box.right > frame.right + 1 ||
			    box.top < frame.top - 1 || box.bottom > frame.bottom + 1)
				found.push(`cut: ${words}`);
			for (const [others, other] of texts.slice(i + 1)) {
				const x = Math.min(box.right, other.right) - Math.max(box.left, other.left);
				const y = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
				if (x > 1 && y > 3)
					found.push(`overlap by ${x} x ${y}: ${words} | ${others}`);
			}
		});
	}
	return found;
})()"""


def look(browser, path, **how):
    """Opens it, both spacings one after the other; what is wrong with what can be seen."""
    browser.open(path, **how)
    problems = []
    for nth in 1, 2:
        spacing = ".spacing button:nth-of-type(%d)" % nth
        problems += browser.eval(LOOK.replace("SPACING", json.dumps(spacing)))
    problems += browser.complaints()
    requests = browser.requests()
    if len(requests) != 1 or not requests[0].startswith("file://"):
        problems.append("it asks for %s" % requests)
    return problems
