// SPDX-License-Identifier: GPL-2.0-or-later
// report.js: folds the page up, opens what is asked for, filters, sorts, and spaces ladders to scale.
"use strict";
(() => {
	const table = document.querySelector(".connections");
	const cases = table ? [...table.tBodies] : [];
	const chips = new Map();
	let sorted = null;

	document.documentElement.classList.add("js");

	function make(name, attributes, ...children) {
		const element = document.createElement(name);

		for (const [key, value] of Object.entries(attributes))
			element.setAttribute(key, value);
		element.append(...children);
		return element;
	}

	const linkOf = one => one.querySelector(".row a");
	const isOpen = one => one.classList.contains("open");

	function open(one, wanted) {
		one.classList.toggle("open", wanted);
		linkOf(one).setAttribute("aria-expanded", wanted);
		if (wanted)
			offerSpacing(one.querySelector("figure.ladder"));
	}

	// Ladders: each step keeps its distance from the one before as it was drawn; to scale, at least that.

	const LONGEST = 360, ALL = 1000;	// pixels of the longest time between two steps; of all times

	function readLadder(figure) {
		const svg = figure.querySelector("svg");
		const steps = [...svg.querySelectorAll("g[data-t]")].map(group => ({
			group,
			time: Number(group.dataset.t),
			even: Number(/ ([\d.]+)\)/.exec(group.getAttribute("transform"))[1]),
		}));
		const lives = [...svg.querySelectorAll(".life")];

		return { svg, steps, lives, height: Number(svg.getAttribute("height")) };
	}

	// Nanoseconds to a pixel.
	function scaleOf(steps) {
		const times = steps.map((step, i) => i ? step.time - steps[i - 1].time : 0);

		return Math.max(Math.max(...times) / LONGEST, times.reduce((sum, time) => sum + time, 0) / ALL);
	}

	function placesOf({ steps }, scaled) {
		const scale = scaled ? scaleOf(steps) : Infinity;
		const places = [];

		steps.forEach((step, i) => {
			const before = steps[i - 1];

			places.push(before ? places[i - 1] + Math.max(step.even - before.even,
				Math.round((step.time - before.time) / scale)) : step.even);
		});
		return places;
	}

	function space(ladder, scaled) {
		const places = placesOf(ladder, scaled);
		const last = ladder.steps.length - 1;
		const height = places[last] + ladder.height - ladder.steps[last].even;
		const edges = [0, ...places, height];

		ladder.steps.forEach((step, i) =>
			step.group.setAttribute("transform", `translate(0 ${places[i]})`));
		for (const life of ladder.lives) {
			life.setAttribute("y1", edges[life.dataset.a]);
			life.setAttribute("y2", edges[life.dataset.b]);
		}
		ladder.svg.setAttribute("height", height);
	}

	function span(ns) {
		const units = [["s", 1e9], ["ms", 1e6], ["\u00b5s", 1e3], ["ns", 1]];
		const [name, unit] = units.find(([, size]) => ns >= size) || units[3];

		return `${Number((ns / unit).toPrecision(2))} ${name}`;
	}

	function offerSpacing(figure) {
		if (!figure || figure.querySelector(".spacing"))
			return;
		const ladder = readLadder(figure);
		const ns = scaleOf(ladder.steps);
		const legend = make("span", { class: "scale", "aria-live": "polite" });
		const buttons = ["evenly spaced", "to scale in time"].map((words, i) =>
			make("button", { type: "button", "aria-pressed": i === 0 }, words));

		if (!ns)
			return;
		buttons.forEach((button, i) => button.addEventListener("click", () => {
			buttons.forEach((other, j) => other.setAttribute("aria-pressed", i === j));
			space(ladder, i === 1);
			legend.textContent = i ? `100 pixels are ${span(100 * ns)}; ` +
				`steps less than ${span(26 * ns)} apart are drawn further apart` : "";
		}));
		figure.prepend(make("div", { class: "spacing", role: "group", "aria-label": "spacing" },
			...buttons, legend));
	}

	// Rows: opened by a click, or from the keyboard.

	for (const one of cases) {
		const row = one.querySelector(".row"), link = linkOf(one), more = one.querySelector(".more");
		const says = more.querySelector(".says, p.clean");

		more.id = `m${one.id.slice(1)}`;
		link.setAttribute("role", "button");
		link.setAttribute("aria-controls", more.id);
		for (const details of more.querySelectorAll(".ladder ~ .facts details"))
			details.open = false;
		if (says)
			row.querySelector(".what").append(make("span", { class: "why" }, says.textContent));
		open(one, false);
		row.addEventListener("click", event => {
			if (event.target.closest("a"))
				event.preventDefault();
			if (String(getSelection()) === "" || event.target.closest("a"))
				open(one, !isOpen(one));
		});
		link.addEventListener("keydown", event => {
			if (event.key === " ") {
				event.preventDefault();
				open(one, !isOpen(one));
			}
		});
	}

	function focusNext(step) {
		const shown = [...table.tBodies].filter(one => !one.hidden);
		const at = shown.findIndex(one => one.contains(document.activeElement));
		const next = shown[at < 0 ? 0 : Math.min(Math.max(at + step, 0), shown.length - 1)];

		if (next)
			linkOf(next).focus();
	}

	function openAddressed() {
		const one = location.hash && document.getElementById(location.hash.slice(1));

		if (one && cases.includes(one)) {
			open(one, true);
			one.scrollIntoView();
		}
	}

	// The filter: every word is in the row, none that begins with a minus; and a chip that is pressed.

	const input = make("input", { type: "search", "aria-label": "filter connections", spellcheck: "false",
		autocomplete: "off", placeholder: "filter: nginx close_wait -note" });
	const shown = make("output", { "aria-live": "polite" });

	const badgeOf = one => one.querySelector("span.sev").classList[1];
	const textOf = one => one.querySelector(".row").textContent.toLowerCase();
	const lostOf = one => Number(one.querySelector(".lost").dataset.v);

	function passesWords(text, words) {
		return words.every(word => word[0] === "-" && word.length > 1 ?
			!text.includes(word.slice(1)) : text.includes(word));
	}

	function filter() {
		const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
		const pressed = [...chips].filter(([, button]) => button.getAttribute("aria-pressed") === "true")
			.map(([name]) => name);
		const severities = pressed.filter(name => name !== "lost");
		let count = 0;

		for (const one of cases) {
			one.hidden = !passesWords(textOf(one), words) ||
				(severities.length > 0 && !severities.includes(badgeOf(one))) ||
				(pressed.includes("lost") && !lostOf(one));
			count += !one.hidden;
		}
		shown.textContent = `${count} of ${cases.length} rows`;
	}

	function addChip(tools, name, words, count) {
		const button = make("button", { type: "button", class: `sev ${name}`, "aria-pressed": "false" },
			`${words} ${count}`);

		if (!count)
			return;
		button.addEventListener("click", () => {
			button.setAttribute("aria-pressed", button.getAttribute("aria-pressed") !== "true");
			filter();
		});
		chips.set(name, button);
		tools.append(button);
	}

	function addTools() {
		const tools = make("div", { class: "tools", role: "search" }, input);
		const all = make("button", { type: "button" }, "open all");

		for (const [name, words] of [["error", "error"], ["warning", "warning"], ["note", "note"],
			["clean", "clean"], ["none", "no finding"]])
			addChip(tools, name, words, cases.filter(one => badgeOf(one) === name).length);
		addChip(tools, "lost", "lost bytes", cases.filter(lostOf).length);
		all.addEventListener("click", () => {
			const wanted = cases.some(one => !one.hidden && !isOpen(one));

			cases.filter(one => !one.hidden).forEach(one => open(one, wanted));
			all.textContent = wanted ? "close all" : "open all";
		});
		tools.append(all, shown, make("p", { class: "keys" },
			make("kbd", {}, "/"), " filter  ", make("kbd", {}, "\u2191"), " ", make("kbd", {}, "\u2193"),
			" choose  ", make("kbd", {}, "Enter"), " open  ", make("kbd", {}, "Esc"), " leave the filter"));
		table.before(tools);
		input.addEventListener("input", filter);
		filter();
	}

	// Sorting: by a number where the cell has one, else by its text; again turns it around.

	function valueOf(one, column) {
		const cell = one.rows[0].cells[column];

		return cell.dataset.v === undefined ? cell.textContent.trim() : Number(cell.dataset.v);
	}

	function compare(a, b) {
		return typeof a === "number" ? a - b : a.localeCompare(b, "en", { numeric: true });
	}

	function sortBy(column, head) {
		const down = sorted === head ? head.getAttribute("aria-sort") === "ascending" :
			cases.some(one => one.rows[0].cells[column].dataset.v !== undefined) && column > 0;
		const order = cases.map((one, i) => ({ one, i, value: valueOf(one, column) }))
			.sort((a, b) => (down ? -1 : 1) * compare(a.value, b.value) || a.i - b.i);

		if (sorted)
			sorted.removeAttribute("aria-sort");
		sorted = head;
		head.setAttribute("aria-sort", down ? "descending" : "ascending");
		table.append(...order.map(({ one }) => one));
	}

	function addSorting() {
		[...table.tHead.rows[0].cells].forEach((head, column) => {
			const button = make("button", { type: "button" }, ...head.childNodes);

			button.addEventListener("click", () => sortBy(column, head));
			head.append(button);
		});
	}

	function onKey(event) {
		const typing = event.target.closest("input");

		if (event.ctrlKey || event.altKey || event.metaKey)
			return;
		if (event.key === "/" && !typing) {
			event.preventDefault();
			input.focus();
			input.select();
		} else if (event.key === "Escape" && typing) {
			input.value = "";
			filter();
			input.blur();
		} else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
			if (!typing && !event.target.closest(".row"))
				return;
			event.preventDefault();
			focusNext(event.key === "ArrowDown" ? 1 : -1);
		}
	}

	// Paper has no clicks: closed details would be missing.
	function openDetails() {
		for (const details of document.querySelectorAll("details"))
			details.open = true;
	}

	if (table) {
		addTools();
		addSorting();
		if (cases.length === 1)
			open(cases[0], true);
		document.addEventListener("keydown", onKey);
		addEventListener("hashchange", openAddressed);
		addEventListener("beforeprint", openDetails);
		openAddressed();
	}
})();
