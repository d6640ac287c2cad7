// Makes tables searchable and sortable. Without it every table is there, whole.
"use strict";

(() => {
  const LOOKUP = "table.plananalysis-lookup";
  const LANGUAGE = {
    search: "Search this table:",
    lengthMenu: "Show _MENU_ rows",
    info: "Rows _START_ to _END_ of _TOTAL_",
    infoEmpty: "No rows",
    infoFiltered: "(of _MAX_ in all)",
    zeroRecords: "No row holds these words.",
    emptyTable: "There are no rows.",
  };
  const OPTIONS = {
    autoWidth: false,
    language: LANGUAGE,
    layout: { topStart: "search", topEnd: "pageLength", bottomStart: "info", bottomEnd: "paging" },
    lengthMenu: [[25, 100, -1], [25, 100, "all"]],
    order: [],
    pageLength: 25,
  };
  const tables = [];

  const escape = (text) => {
    const element = document.createElement("span");
    element.textContent = text;
    return element.innerHTML.replaceAll('"', "&quot;");
  };

  // A table that is seen at a glance needs no pages, and a short one no search.
  const optionsFor = (rows) => {
    if (rows > OPTIONS.pageLength) return {};
    const top = rows > 10 ? "search" : null;
    return {
      paging: false,
      info: rows > 10,
      layout: { topStart: top, topEnd: null, bottomStart: rows > 10 ? "info" : null, bottomEnd: null },
    };
  };

  // What scrolls sideways must be reached by keyboard: once enhanced, that is the inner box.
  const enhance = (table, options) => {
    const outer = table.closest("div.table");
    const made = new window.plananalysisDataTable(table, { ...OPTIONS, ...options });
    const inner = table.closest(".dt-layout-table");
    if (outer && inner) {
      for (const name of ["role", "tabindex", "aria-label"]) {
        if (outer.hasAttribute(name)) inner.setAttribute(name, outer.getAttribute(name));
        outer.removeAttribute(name);
      }
    }
    tables.push(made);
    return made;
  };

  // Marks the words searched for, where the browser can, without touching the text.
  const mark = (made) => {
    if (!window.Highlight || !CSS.highlights) return;
    const words = made.search().toLowerCase().match(/[^\s"]+/g) || [];
    const ranges = [];
    const walker = document.createTreeWalker(made.table().body(), NodeFilter.SHOW_TEXT);
    while (words.length && walker.nextNode()) {
      const text = walker.currentNode.data.toLowerCase();
      for (const word of words) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(walker.currentNode, at);
          range.setEnd(walker.currentNode, Math.min(at + word.length, walker.currentNode.length));
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
  };

  document.addEventListener("DOMContentLoaded", () => {
    if (!window.plananalysisDataTable) return;
    for (const table of document.querySelectorAll(LOOKUP)) {
      const rows = table.tBodies.length ? table.tBodies[0].rows.length : 0;
      enhance(table, optionsFor(rows));
    }
    const passages = document.getElementById("passages");
    if (passages) {
      const asked = new URLSearchParams(window.location.search).get("q") || "";
      const made = enhance(passages, {
        data: window.plananalysisPassages,
        deferRender: true,
        search: { search: asked },
        language: { ...LANGUAGE, search: "Search everything:" },
        columns: [
          { data: 2, type: "string", render: (text, type, row) =>
            type === "display" ? `<a href="${escape(row[0])}">${escape(text)}</a>` : text },
          { data: 1, type: "string", render: (text, type) => (type === "display" ? escape(text) : text) },
          { data: 3, type: "string", render: (text, type) => (type === "display" ? escape(text) : text) },
        ],
      });
      made.on("draw", () => mark(made));
      mark(made);
    }
    // Paper shows every row.
    const lengths = new Map();
    window.addEventListener("beforeprint", () => {
      for (const made of tables) {
        lengths.set(made, made.page.len());
        if (made.table().node().id !== "passages") made.page.len(-1).draw("page");
      }
      for (const box of document.querySelectorAll("details.print:not([open])")) box.open = true;
    });
    window.addEventListener("afterprint", () => {
      for (const made of tables) made.page.len(lengths.get(made) ?? 25).draw("page");
    });
  });
})();
