"use strict";
(() => {
  const words = JSON.parse(document.getElementById("data").textContent);
  const table = document.getElementById("main-table");
  const body = table.tBodies[1];
  const search = document.getElementById("search");
  const find = document.getElementById("find");
  const shown = document.getElementById("shown");
  const missed = document.getElementById("not-found");
  // aa is the older spelling of å
  const fold = (text) => text.toLocaleLowerCase(words.lang).normalize("NFC").replaceAll("aa", "å");
  const rows = [...body.rows];
  const named = words.has_codes ? 2 : 1;
  const texts = rows.map((row) => fold([...row.cells].slice(0, named).map((cell) => cell.textContent).join(" ")));

  const filter = () => {
    const wanted = fold(search.value.trim());
    let count = 0;
    rows.forEach((row, at) => {
      row.hidden = !texts[at].includes(wanted);
      count += row.hidden ? 0 : 1;
    });
    const counted = words.shown.replace("{shown}", count).replace("{all}", rows.length);
    shown.textContent = count === 0 ? `${counted}. ${words.nothing}` : counted;
  };

  const value = (row, column) => {
    const cell = row.cells[column];
    if (cell.dataset.v === undefined) {
      return cell.textContent === "" ? null : cell.textContent;
    }
    return cell.dataset.v === "" ? null : Number(cell.dataset.v);
  };

  const compare = (a, b) => {
    if (a === null || b === null) {
      return (a === null) - (b === null);
    }
    return typeof a === "number" ? a - b : a.localeCompare(b, words.lang, { numeric: true });
  };

  const sort = (head, column) => {
    const up = head.getAttribute("aria-sort") !== "ascending";
    for (const other of table.tHead.rows[0].cells) {
      other.removeAttribute("aria-sort");
    }
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const keyed = rows.map((row) => [value(row, column), row]);
    keyed.sort(([a], [b]) => {
      const missing = a === null || b === null;
      return up || missing ? compare(a, b) : compare(b, a);
    });
    body.append(...keyed.map(([, row]) => row));
  };

  const jump = () => {
    const wanted = fold(find.value.trim());
    missed.textContent = "";
    rows.forEach((row) => row.classList.remove("found"));
    if (wanted === "") {
      return;
    }
    const starts = texts.findIndex((text) => text.startsWith(wanted));
    const at = starts >= 0 ? starts : texts.findIndex((text) => text.includes(wanted));
    missed.textContent = at < 0 ? words.nothing : "";
    if (at >= 0) {
      search.value = "";
      filter();
      rows[at].classList.add("found");
      rows[at].scrollIntoView({ block: "center" });
    }
  };

  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent.trim();
    button.addEventListener("click", () => sort(head, column));
    head.replaceChildren(button);
  });
  search.addEventListener("input", filter);
  find.addEventListener("change", jump);
  document.querySelectorAll("[data-script]").forEach((element) => { element.hidden = false; });
  filter();
})();
