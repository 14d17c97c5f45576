// Ctrl-K: find anything from anywhere. Single keys open pages and move the focus, where their owner has them on.
// Without this script the same is a page of its own, at the address of the link in the header.
(() => {
  "use strict";
  const opener = document.querySelector("[data-palette]");
  if (!opener) return;
  const told = opener.dataset;
  let dialog, input, list, status, items = [], at = -1, asking = null, timer = 0;

  const make = (tag, given, ...inside) => {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(given)) made.setAttribute(name, value);
    made.append(...inside);
    return made;
  };

  const build = () => {
    input = make("input", {
      class: "usa-input", type: "text", id: "palette-text", role: "combobox", autocomplete: "off", spellcheck: "false",
      "aria-expanded": "true", "aria-controls": "palette-list", "aria-autocomplete": "list", maxlength: "100",
    });
    list = make("div", { id: "palette-list", role: "listbox", "aria-label": told.label, class: "cs-palette__list" });
    status = make("p", { role: "status", class: "usa-sr-only" });
    const label = make("label", { class: "usa-label", for: "palette-text" }, told.label);
    dialog = make("dialog", { class: "cs-palette", "aria-label": told.title }, label, input, list, status);
    document.body.append(dialog);
    input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
    input.addEventListener("keydown", keys);
    // A click beside the box closes it, as Escape does.
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  };

  const choose = (index) => {
    if (items[at]) items[at].removeAttribute("aria-selected");
    at = items.length ? (index + items.length) % items.length : -1;
    if (at < 0) { input.removeAttribute("aria-activedescendant"); return; }
    items[at].setAttribute("aria-selected", "true");
    items[at].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[at].id);
  };

  const show = (groups) => {
    items = [];
    list.replaceChildren();
    for (const [n, group] of groups.entries()) {
      const title = make("div", { class: "cs-palette__title", id: `palette-group-${n}` }, group.title);
      const box = make("div", { role: "group", "aria-labelledby": title.id }, title);
      for (const one of group.items) {
        const link = make("a", { role: "option", href: one.url, tabindex: "-1", id: `palette-${items.length}` }, one.label);
        if (one.detail) link.append(make("span", { class: "cs-palette__detail" }, one.detail));
        items.push(link);
        box.append(link);
      }
      list.append(box);
    }
    status.textContent = items.length ? told.count.replace("%s", items.length) : told.none;
    if (!items.length) list.append(make("p", {}, told.none));
    choose(0);
  };

  const ask = async () => {
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${told.palette}?q=${encodeURIComponent(input.value)}`, { signal: asking.signal });
      // A session that is over answers with the sign-in page: then the link does what it would do anyway.
      if (!(answer.headers.get("content-type") || "").includes("json")) { location.href = opener.href; return; }
      show((await answer.json()).groups);
    } catch (error) {
      if (error.name !== "AbortError") { status.textContent = told.none; }
    }
  };

  const keys = (event) => {
    if (event.key === "ArrowDown") choose(at + 1);
    else if (event.key === "ArrowUp") choose(at - 1);
    else if (event.key === "Enter" && items[at]) location.href = items[at].href;
    else return;
    event.preventDefault();
  };

  const open = () => {
    if (!dialog) build();
    if (dialog.open) return;
    dialog.showModal();
    input.value = "";
    input.focus();
    ask();
  };

  const writing = (target) => target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
  const step = (by) => {
    const links = [...document.querySelectorAll("[data-items] > *")].map((row) => row.querySelector("a")).filter(Boolean);
    if (!links.length) return false;
    const here = links.findIndex((link) => link.parentElement.closest("[data-items] > *").contains(document.activeElement));
    links[Math.min(Math.max(here + by, 0), links.length - 1)].focus();
    return true;
  };
  const leads = told.leads ? JSON.parse(told.leads) : {};
  const single = {
    "/": () => { open(); return true; },
    j: () => step(1),
    k: () => step(-1),
    s: () => { const to = document.querySelector("[data-key='s']"); if (to) to.focus(); return Boolean(to); },
    b: () => { const to = document.querySelector("#back select"); if (to) to.focus(); return Boolean(to); },
  };

  opener.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      open();
      return;
    }
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.isComposing && !event.defaultPrevented;
    if (told.keys !== "on" || !plain || (dialog && dialog.open) || writing(event.target)) return;
    if (single[event.key] ? single[event.key]() : false) event.preventDefault();
    else if (leads[event.key]) { event.preventDefault(); location.href = leads[event.key]; }
  });
})();
