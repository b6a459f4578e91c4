// What the report does beyond being read: filter, expand, light and dark. Text from pages is only ever read here.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const root = document.documentElement;

  const theme = $("theme");
  const night = matchMedia("(prefers-color-scheme: dark)");
  const isDark = () => root.classList.contains("dark") || (night.matches && !root.classList.contains("light"));
  const nameTheme = () => { theme.textContent = isDark() ? "Light" : "Dark"; };
  theme.addEventListener("click", () => {
    root.className = isDark() ? "light" : "dark";
    nameTheme();
  });
  night.addEventListener("change", nameTheme);
  nameTheme();
  theme.hidden = false;

  const pages = $("pages");
  if (!pages) return;
  const [filter, shown, reset, expand] = ["filter", "shown", "reset", "expand"].map($);
  const narrow = matchMedia("(max-width: 42rem)");
  const bars = [...document.querySelectorAll(".charts button, .causes button")];
  const kinds = ["rule", "folder", "cause"];
  const entries = [...pages.children].map((item) => ({
    item,
    rules: item.dataset.rules.split(" "),
    folder: item.dataset.folder,
    causes: (item.dataset.causes ?? "").split(" "),
    text: null,
  }));
  const textOf = (entry) => (entry.text ??= entry.item.textContent.toLowerCase());
  const pressed = (name) =>
    bars.find((bar) => name in bar.dataset && bar.getAttribute("aria-pressed") === "true")?.dataset[name];
  const visible = () => entries.filter((entry) => !entry.item.hidden);
  const details = (entry) => entry.item.querySelector("details");

  const update = () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const [rule, folder, cause] = kinds.map(pressed);
    for (const entry of entries) {
      entry.item.hidden =
        (rule !== undefined && !entry.rules.includes(rule)) ||
        (folder !== undefined && entry.folder !== folder) ||
        (cause !== undefined && !entry.causes.includes(cause)) ||
        !words.every((word) => textOf(entry).includes(word));
    }
    const all = words.length === 0 && [rule, folder, cause].every((chosen) => chosen === undefined);
    const [count, listed] = [visible().length, entries.length];
    shown.textContent = all ? shown.dataset.all : `${count} of ${listed} ${shown.dataset.what}${listed === 1 ? "" : "s"}`;
    reset.hidden = all;
    nameExpand();
  };
  const closed = () => visible().some((entry) => details(entry)?.open === false);
  const nameExpand = () => { expand.textContent = closed() ? "Expand all" : "Collapse all"; };

  shown.dataset.all = shown.textContent;
  filter.addEventListener("input", update);
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (filter.value === "") filter.blur();
    filter.value = "";
    update();
  });
  for (const bar of bars) {
    bar.disabled = false;
    bar.addEventListener("click", () => {
      const name = kinds.find((kind) => kind in bar.dataset);
      const on = bar.getAttribute("aria-pressed") !== "true";
      for (const other of bars) if (name in other.dataset) other.setAttribute("aria-pressed", "false");
      bar.setAttribute("aria-pressed", String(on));
      update();
      // On a phone the list is far below what was tapped, and below causes it always is.
      if (on && (narrow.matches || name === "cause")) $("list").scrollIntoView();
    });
  }
  const showAll = () => {
    filter.value = "";
    for (const bar of bars) bar.setAttribute("aria-pressed", "false");
    update();
  };
  reset.addEventListener("click", () => {
    showAll();
    filter.focus();
  });
  // A link to a page shows it, unfolded.
  for (const link of document.querySelectorAll(".causes a")) {
    link.addEventListener("click", (event) => {
      const item = $(link.hash.slice(1));
      if (!item) return;
      // The browser would take the focus away from what is unfolded.
      event.preventDefault();
      if (item.hidden) showAll();
      item.querySelector("details")?.setAttribute("open", "");
      item.tabIndex = -1;
      item.scrollIntoView();
      (item.querySelector("summary") ?? item).focus({ preventScroll: true });
    });
  }
  expand.addEventListener("click", () => {
    const open = closed();
    for (const entry of visible()) details(entry)?.toggleAttribute("open", open);
    nameExpand();
  });
  pages.addEventListener("toggle", nameExpand, true);
  document.addEventListener("keydown", (event) => {
    const typing = event.target instanceof Element && event.target.matches("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    filter.focus();
    filter.select();
  });
  filter.closest("[hidden]").hidden = false;
  nameExpand();
})();
