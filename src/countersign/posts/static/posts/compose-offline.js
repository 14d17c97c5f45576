// What is typed while there is no way to the server is kept on this device, and offered back on return.
(() => {
  const form = document.getElementById("composer");
  if (!form || !window.localStorage) return;
  const key = `countersign-draft-${form.dataset.draft}`;
  const away = document.getElementById("offline");
  const back = document.getElementById("kept-here");
  const fields = () => [...form.elements].filter(
    (e) => e.name && !["csrfmiddlewaretoken", "version", "window", "do"].includes(e.name) && e.type !== "file"
      && e.tagName !== "BUTTON");
  const read = () => fields().map((e) => [e.name, e.value, e.type === "checkbox" || e.type === "radio" ? e.checked
    : [...(e.selectedOptions || [])].map((o) => o.value)]);
  // Whether what is kept says nothing else than the page does, where both say something.
  const same = (kept, now) => {
    const names = new Set(now.map(([name]) => name));
    const shared = kept.filter(([name]) => names.has(name));
    const there = new Set(now.map((one) => JSON.stringify(one)));
    return shared.every((one) => there.has(JSON.stringify(one)));
  };
  const fill = (kept) => {
    const by = new Map(kept.map(([name, value, state]) => [`${name}\n${typeof state === "boolean" ? value : ""}`, [value, state]]));
    for (const e of fields()) {
      const box = e.type === "checkbox" || e.type === "radio";
      const found = by.get(`${e.name}\n${box ? e.value : ""}`);
      if (!found) continue;
      if (box) e.checked = found[1];
      else if (e.tagName === "SELECT") [...e.options].forEach((o) => { o.selected = found[1].includes(o.value); });
      else e.value = found[0];
    }
  };
  const drop = () => localStorage.removeItem(key);
  const version = Number(form.elements.version.value);
  // The last version of which we know that the server has it.
  let known = version;
  const save = (submitted) => {
    try {
      localStorage.setItem(key, JSON.stringify({ known, submitted: submitted === true, fields: read() }));
    } catch { /* the device is full */ }
  };
  const retry = () => form.dispatchEvent(new Event("input", { bubbles: true }));

  const before = localStorage.getItem(key);
  if (before) {
    const { known: then, submitted, fields: kept } = JSON.parse(before);
    // A button was pressed, and the server has moved on since: it has it all.
    if ((submitted && version > then) || same(kept, read())) drop();
    else {
      back.hidden = false;
      back.querySelector("[data-bring]").addEventListener("click", () => { fill(kept); back.hidden = true; retry(); });
      back.querySelector("[data-drop]").addEventListener("click", () => { drop(); back.hidden = true; });
    }
  }
  let sent = "";
  form.addEventListener("input", () => { if (back.hidden) save(); });
  form.addEventListener("submit", () => { if (back.hidden && localStorage.getItem(key)) save(true); });
  form.addEventListener("htmx:beforeRequest", () => { sent = JSON.stringify(read()); });
  form.addEventListener("htmx:afterRequest", (e) => {
    const xhr = e.detail.xhr;
    const reached = xhr && xhr.status > 0 && xhr.status < 400;
    away.hidden = Boolean(reached);
    if (reached) known = Number(xhr.getResponseHeader("Countersign-Version")) || known;
    // Only what the server says it has, and only if nothing was typed since.
    if (reached && xhr.getResponseHeader("Countersign-Kept") === "yes" && sent === JSON.stringify(read()) && back.hidden) drop();
  });
  window.addEventListener("online", retry);
  window.addEventListener("offline", () => { away.hidden = false; });
})();
