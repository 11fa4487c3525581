// Runs inside the page, and leaves what it found in an element of its own.
(() => {
  const numbers = (text) => (text.match(/[\d.]+/g) || []).map(Number);
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha] = numbers(getComputedStyle(at).backgroundColor);
      if (alpha === undefined || alpha === 1) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const contrast = (element) => {
    const lights = [numbers(getComputedStyle(element).color).slice(0, 3), background(element)].map(luminance);
    return (Math.max(...lights) + 0.05) / (Math.min(...lights) + 0.05);
  };

  const low = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (texts.currentNode.data.trim() === "" || element.tagName === "SCRIPT") continue;
    if (contrast(element) < 4.5) low.add(contrast(element).toFixed(2) + " " + texts.currentNode.data.trim().slice(0, 40));
  }

  const unlabeled = [];
  for (const table of document.querySelectorAll("table")) {
    const columns = table.tHead.rows[0].cells.length;
    if (!table.caption?.textContent.trim()) unlabeled.push("a table without a caption");
    if (!table.closest("section[aria-labelledby]")) unlabeled.push("a table without a heading");
    for (const heading of table.tHead.querySelectorAll("th")) if (heading.scope !== "col") unlabeled.push("a column");
    for (const row of table.tBodies[0].rows) {
      if (row.cells[0].tagName !== "TH" || row.cells[0].scope !== "row") unlabeled.push("a row");
      if (row.cells.length !== columns) unlabeled.push("a row with " + row.cells.length + " cells");
      for (const cell of row.cells) if (!cell.textContent.trim()) unlabeled.push("an empty cell");
    }
  }
  for (const id of [...document.querySelectorAll("[aria-labelledby]")].map((e) => e.getAttribute("aria-labelledby"))) {
    if (!document.getElementById(id)) unlabeled.push("no element " + id);
  }
  for (const drawing of document.querySelectorAll("svg")) {
    if (drawing.getAttribute("aria-hidden") !== "true") unlabeled.push("a drawing");
  }
  for (const link of document.querySelectorAll("a")) {
    if (!document.querySelector(link.getAttribute("href"))) unlabeled.push("a link to nothing");
  }
  if (document.documentElement.lang !== "en" || document.querySelectorAll("h1").length !== 1 ||
    !document.querySelector("main")) unlabeled.push("the page");

  const result = document.createElement("pre");
  result.id = "probe";
  result.textContent = JSON.stringify({
    Title: document.title,
    Lines: document.querySelectorAll(".objectives div").length,
    Rows: document.querySelectorAll("tbody tr").length,
    Elements: [...new Set([...document.querySelectorAll("*")]
      .filter((element) => element !== document.currentScript).map((element) => element.localName))],
    LowText: [...low],
    Unlabeled: [...new Set(unlabeled)],
    Overflows: document.documentElement.scrollWidth > window.innerWidth,
    Bars: [...document.querySelectorAll("svg.bar")].map((bar) => {
      const [track, age] = [...bar.querySelectorAll("rect")].map((part) => part.getBoundingClientRect().width);
      return 100 * age / track;
    }),
    Dark: luminance(background(document.body)) < 0.5,
  });
  document.body.append(result);
})();
