// Makes the calendar's table a grid for the keyboard, and posts in it movable by keyboard and mouse. Without this
// script every day and post is a link, and each post has a page on which it is moved.
(() => {
  "use strict";
  const table = document.getElementById("calendar-grid");
  if (!table) return;
  const rows = [...table.tBodies[0].rows].map((row) => [...row.querySelectorAll("td")]);
  const cells = rows.flat();
  const said = document.getElementById("calendar-said");
  const hourly = "hours" in table.dataset; // rows are hours; else they are weeks
  const ACROSS = rows[0].length;
  let moving = null; // {link, to, time} while a post is carried

  table.setAttribute("role", "grid");
  table.setAttribute("aria-describedby", "calendar-help");
  for (const row of table.rows) row.setAttribute("role", "row");
  for (const head of table.tHead.rows[0].cells) head.setAttribute("role", "columnheader");
  for (const head of table.tBodies[0].querySelectorAll("th")) head.setAttribute("role", "rowheader");
  // One stop for the Tab key; everything inside is reached from there.
  for (const cell of cells) {
    cell.setAttribute("role", "gridcell");
    cell.tabIndex = -1;
    for (const link of cell.querySelectorAll("a")) link.tabIndex = -1;
  }
  const start = cells.find((c) => c.hasAttribute("aria-current")) || cells.find((c) => !c.classList.contains("cal-out"));
  start.tabIndex = 0;

  const focusCell = (cell) => {
    for (const other of cells) other.tabIndex = -1;
    cell.tabIndex = 0;
    cell.focus();
  };
  const dayOf = (cell) => cell.dataset.date;
  const named = (iso) => new Date(iso + "T12:00").toLocaleDateString(document.documentElement.lang, {
    weekday: "long", year: "numeric", month: "long", day: "numeric",
  });
  const shifted = (iso, days) => {
    const day = new Date(iso + "T12:00Z");
    day.setUTCDate(day.getUTCDate() + days);
    return day.toISOString().slice(0, 10);
  };
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -ACROSS, ArrowDown: ACROSS };
  const hourShifted = (time, by) => {
    const hour = Math.min(Math.max(Number(time.slice(0, 2)) + by, 0), 23);
    return String(hour).padStart(2, "0") + time.slice(2);
  };

  const go = (id) => { const link = document.getElementById(id); if (link) location.href = link.href; };
  const confirmMove = (link, to, time) => {
    const where = new URL(link.dataset.move, location.href);
    where.searchParams.set("to", `${to}T${time}`);
    where.searchParams.set("from", "calendar");
    location.href = where;
  };
  const mark = (day, time) => {
    for (const cell of cells) {
      const there = cell.dataset.date === day && (!hourly || cell.dataset.hour === time.slice(0, 2));
      cell.classList.toggle("cal-over", there);
    }
  };
  // In hours, left of the first day is the page before; above the first hour is nothing.
  const beyond = (at, step) => hourly && Math.abs(step) === 1 && at % ACROSS === (step < 0 ? 0 : ACROSS - 1);
  const drop = () => {
    if (moving) moving.link.classList.remove("cal-entry--going");
    moving = null;
    mark(null, "");
    said.textContent = "";
  };

  const inCell = (event, cell) => {
    const at = cells.indexOf(cell);
    if (event.key in steps && !event.shiftKey) {
      const over = beyond(at, steps[event.key]);
      const next = over ? undefined : cells[at + steps[event.key]];
      if (next) focusCell(next);
      else if (over || !hourly) go(steps[event.key] < 0 ? "calendar-before" : "calendar-after");
    } else if (event.key === "Home" || event.key === "End") {
      const row = event.ctrlKey ? (event.key === "Home" ? rows[0] : rows.at(-1)) : rows.find((r) => r.includes(cell));
      focusCell(event.key === "Home" ? row[0] : row.at(-1));
    } else if (event.key === "PageUp") go("calendar-before");
    else if (event.key === "PageDown") go("calendar-after");
    else if (event.key === "Enter" || event.key === "F2") {
      const first = cell.querySelector(".cal-entry") || cell.querySelector("a");
      if (first) first.focus();
    } else return;
    event.preventDefault();
  };

  const inLink = (event, link, cell) => {
    const links = [...cell.querySelectorAll("a")];
    if (event.shiftKey && event.key in steps && link.dataset.move) {
      if (!moving || moving.link !== link) { drop(); moving = { link, to: dayOf(cell), time: link.dataset.time }; }
      const aside = event.key === "ArrowLeft" || event.key === "ArrowRight";
      if (hourly && !aside) moving.time = hourShifted(moving.time, event.key === "ArrowUp" ? -1 : 1);
      else moving.to = shifted(moving.to, steps[event.key]);
      link.classList.add("cal-entry--going");
      mark(moving.to, moving.time);
      const where = hourly ? `${named(moving.to)}, ${moving.time}` : named(moving.to);
      said.textContent = table.dataset.moved.replace("%s", where);
    } else if (event.key === "Enter" && moving) confirmMove(link, moving.to, moving.time);
    else if (event.key === "Escape") { if (moving) drop(); else focusCell(cell); }
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      links[(links.indexOf(link) + step + links.length) % links.length].focus();
    } else return;
    event.preventDefault();
  };

  table.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey) return;
    const cell = event.target.closest("td");
    if (!cell) return;
    if (event.target === cell) inCell(event, cell);
    else inLink(event, event.target.closest("a"), cell);
  });
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td");
    if (cell) { for (const other of cells) other.tabIndex = -1; cell.tabIndex = 0; }
    if (moving && event.target !== moving.link) drop();
  });

  // By mouse: pick a post up, drop it on a day; the next page asks for confirmation.
  for (const link of table.querySelectorAll("[data-move]")) {
    link.draggable = true;
    link.addEventListener("dragstart", (event) => {
      moving = { link, to: dayOf(link.closest("td")), time: link.dataset.time };
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", link.href);
      link.classList.add("cal-entry--going");
    });
    link.addEventListener("dragend", drop);
  }
  const timeIn = (cell, link) => (hourly ? cell.dataset.hour + link.dataset.time.slice(2) : link.dataset.time);
  for (const cell of cells) {
    cell.addEventListener("dragover", (event) => {
      if (!moving) return;
      event.preventDefault();
      mark(dayOf(cell), timeIn(cell, moving.link));
    });
    cell.addEventListener("drop", (event) => {
      if (!moving) return;
      event.preventDefault();
      const { link } = moving;
      if (cell !== link.closest("td")) confirmMove(link, dayOf(cell), timeIn(cell, link));
    });
  }
})();
