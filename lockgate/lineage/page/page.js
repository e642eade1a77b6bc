"use strict";
(() => {
  const facts = JSON.parse(document.getElementById("facts").textContent);
  const { datasets, columns, geometry: size } = facts;
  const root = document.documentElement;
  const byId = (id) => document.getElementById(id);
  const svg = byId("picture"), canvas = byId("canvas"), panel = byId("panel"), search = byId("search"), found = byId("found");
  const space = svg.namespaceURI;
  const GLYPHS = { source: "•", copy: "→", rename: "↦", expression: "ƒ", aggregate: "Σ", window: "▤", union: "∪" };
  const MOST = 200;

  // -- the graph
  const goes = columns.map(() => []);
  columns.forEach((column, number) => column.from.forEach(([from]) => goes[from].push(number)));
  const comes = columns.map((column) => column.from.map(([from]) => from));
  const readers = datasets.map(() => []);
  datasets.forEach((item, index) => item.reads.forEach((from) => readers[from].push(index)));
  const names = new Map();
  datasets.forEach((item, index) => names.set(item.name.toLowerCase(), ["d", index]));
  columns.forEach((column, number) => {
    const name = fullName(number).toLowerCase();
    if (!names.has(name)) names.set(name, ["c", number]);
  });

  const leaking = new Set(facts.leaks.flatMap((leak) => leak.path));
  const leakSteps = new Map(facts.leaks.flatMap((leak) => leak.path.slice(1).map((to, place) => [`${leak.path[place]} ${to}`, [leak.path[place], to]])));

  function fullName(number) { return `${datasets[columns[number].dataset].name}.${columns[number].name}`; }

  /** What is reached from a start, near things first, without the start. */
  function closure(start, edges) {
    const seen = new Set([start]);
    for (const item of seen) for (const next of edges[item]) seen.add(next);
    seen.delete(start);
    return seen;
  }

  // -- what is shown
  const state = { column: null, dataset: null, focus: facts.big, zoom: 1, opened: new Set(), closed: new Set(), pages: null };
  let way = null;

  function choose(kind, index) {
    state.column = kind === "c" ? index : null;
    state.dataset = kind === "d" ? index : null;
    way = null;
    if (kind === "c") {
      const decides = new Set(columns[index].decided.flatMap((item) => item[2]));
      datasets[columns[index].dataset].rows.forEach((item) => item[2].forEach((number) => decides.add(number)));
      way = { up: closure(index, comes), down: closure(index, goes), decides };
    } else if (kind === "d") {
      way = { up: closure(index, datasets.map((item) => item.reads)), down: closure(index, readers) };
      if (facts.big) state.opened.add(index);
    }
    const hash = kind === "c" ? `#col=${encodeURIComponent(fullName(index))}`
      : kind === "d" ? `#dataset=${encodeURIComponent(datasets[index].name)}` : " ";
    try { history.replaceState(null, "", hash); } catch { /* a page without a history of its own */ }
    draw();
    tell();
    const shown = byId(`${kind}${index}`);
    if (shown) reveal(shown);
  }

  function clear() { state.opened.clear(); choose(null, null); }

  function shownDatasets() {
    const every = datasets.map((_, index) => index);
    if (!state.focus || !way) return every;
    if (state.dataset !== null) return every.filter((index) => index === state.dataset || way.up.has(index) || way.down.has(index));
    const kept = new Set([...way.up, ...way.down, state.column].map((number) => columns[number].dataset));
    return every.filter((index) => kept.has(index));
  }

  function shownRows(index) {
    const item = datasets[index];
    const every = Array.from({ length: item.count }, (_, place) => item.first + place);
    if (state.opened.has(index)) return every;
    if (state.column !== null && (state.focus || facts.big)) {
      return every.filter((number) => number === state.column || way.up.has(number) || way.down.has(number));
    }
    return facts.big || state.closed.has(index) ? [] : every;
  }

  // -- drawing
  function make(tag, attributes, ...children) {
    const element = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes || {})) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  function fit(text, letters) {
    const most = Math.max(Math.floor(letters), 2);
    return text.length <= most ? text : text.slice(0, most - 1) + "…";
  }

  function draw() {
    const active = document.activeElement && document.activeElement.id;
    const shown = shownDatasets();
    const levels = [...new Set(shown.map((index) => datasets[index].layer))].sort((a, b) => a - b);
    const rows = new Map(), heights = new Map(), total = new Map();
    for (const index of shown) {
      const numbers = shownRows(index);
      const hidden = numbers.length && numbers.length < datasets[index].count;
      rows.set(index, numbers);
      const height = size.head + (numbers.length ? numbers.length * size.row + size.foot + (hidden ? size.row - 6 : 0) : 0);
      heights.set(index, height);
      const layer = datasets[index].layer;
      total.set(layer, (total.get(layer) ?? -size.gap_y) + height + size.gap_y);
    }
    const width = 2 * size.margin + levels.length * size.width + Math.max(levels.length - 1, 0) * size.gap_x;
    const room = Math.max(0, ...total.values());
    const tops = new Map(levels.map((layer) => [layer, size.margin + (room - total.get(layer)) / 2]));
    const boxes = new Map();
    for (const index of shown) {
      const layer = datasets[index].layer;
      boxes.set(index, { x: size.margin + levels.indexOf(layer) * (size.width + size.gap_x), y: tops.get(layer) });
      tops.set(layer, tops.get(layer) + heights.get(index) + size.gap_y);
    }
    let tallest = room;
    if (state.pages) tallest = paged(shown, boxes, heights, width);
    const at = new Map();
    for (const index of shown) {
      rows.get(index).forEach((number, place) => at.set(number, boxes.get(index).y + size.head + (place + 0.5) * size.row));
    }
    const height = tallest + 2 * size.margin;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.dataset.width = width;
    svg.dataset.height = height;
    svg.classList.toggle("picked", way !== null);
    svg.replaceChildren(
      make("g", { class: "edges" }, ...edges(shown, rows, boxes, at)),
      make("g", { class: "cards" }, ...shown.map((index) => card(index, rows.get(index), boxes.get(index), heights.get(index)))),
    );
    scale();
    const again = active && byId(active);
    if (again && svg.contains(again)) again.focus({ preventScroll: true });
  }

  /** On paper: layers begin at the top, and no card is cut by the end of a page. Gives the height. */
  function paged(shown, boxes, heights, width) {
    const page = (state.pages.high / state.pages.wide) * width, head = (state.pages.head / state.pages.wide) * width;
    const ends = new Map();
    for (const index of shown) {
      const box = boxes.get(index), height = heights.get(index);
      let y = ends.get(box.x) ?? head;
      const end = page * (Math.floor(y / page) + 1);
      if (y + height > end && height < page - 2 * size.margin) y = end + size.margin;
      box.y = y;
      ends.set(box.x, y + height + size.gap_y);
    }
    return Math.max(...ends.values()) - size.gap_y - size.margin;
  }

  function curve(x1, y1, x2, y2) {
    const bend = Math.max(40, Math.abs(x2 - x1) / 2);
    // An edge over other layers that would run straight behind their cards makes an arc around them.
    const over = Math.round((x2 - x1 - size.gap_x) / (size.width + size.gap_x));
    let lift = over > 0 && Math.abs(y2 - y1) < size.head ? Math.min(240, 70 + 30 * over) : 0;
    if (lift > y1) lift = -lift;
    return `M${x1} ${y1}C${x1 + bend} ${y1 - lift} ${x2 - bend} ${y2 - lift} ${x2} ${y2}`;
  }

  function edges(shown, rows, boxes, at) {
    const plain = [], marked = [];
    const add = (from, to, start, end, kind, on) => {
      const left = boxes.get(start[0]), right = boxes.get(end[0]);
      const path = make("path", { class: `edge ${kind} ${on}`, "data-from": from, "data-to": to, d: curve(left.x + size.width, start[1], right.x, end[1]) });
      if (on) marked.push(path);
      else if (!(state.focus && way)) plain.push(path);
    };
    const head = (index) => [index, boxes.get(index).y + size.head / 2];
    for (const index of shown) {
      for (const from of datasets[index].reads) {
        if (!boxes.has(from)) continue;
        let drawn = 0;
        if (rows.get(index).length && rows.get(from).length) {
          for (const number of rows.get(index)) {
            for (const [start, kind] of columns[number].from) {
              if (columns[start].dataset !== from || !at.has(start)) continue;
              add(`c${start}`, `c${number}`, [from, at.get(start)], [index, at.get(number)], `k-${kind}`, columnMark(start, number));
              drawn++;
            }
          }
        }
        if (!drawn && !(state.focus && state.column !== null)) {
          const some = columns.slice(datasets[index].first, datasets[index].first + datasets[index].count)
            .some((column) => column.from.some(([start]) => columns[start].dataset === from));
          add(`d${from}`, `d${index}`, head(from), head(index), some ? "" : "decides", datasetMark(from, index));
        }
      }
    }
    if (state.column !== null) {
      const index = columns[state.column].dataset;
      for (const start of way.decides) {
        if (!at.has(start) || way.up.has(start) || columns[start].dataset === index) continue;
        add(`c${start}`, `d${index}`, [columns[start].dataset, at.get(start)], head(index), "decides", "on");
      }
    }
    const point = (name) => {
      const number = Number(name.slice(1)), index = name[0] === "c" ? columns[number].dataset : number;
      if (!boxes.has(index)) return null;
      return name[0] === "c" && at.has(number) ? [index, at.get(number)] : head(index);
    };
    for (const [from, to] of leakSteps.values()) {
      const start = point(from), end = point(to);
      if (!start || !end) continue;
      const value = to[0] === "c" && columns[Number(to.slice(1))].from.some(([number]) => `c${number}` === from);
      add(from, to, start, end, value ? "leak" : "decides leak", "on");
    }
    return [...plain, ...marked];
  }

  function columnMark(from, to) {
    if (state.column === null) return state.dataset === null ? "" : datasetMark(columns[from].dataset, columns[to].dataset);
    const inside = (set, number) => number === state.column || set.has(number);
    if (inside(way.up, from) && inside(way.up, to)) return "up on";
    return inside(way.down, from) && inside(way.down, to) ? "down on" : "";
  }

  function datasetMark(from, to) {
    if (state.dataset === null) return "";
    const inside = (set, index) => index === state.dataset || set.has(index);
    if (inside(way.up, from) && inside(way.up, to)) return "up on";
    return inside(way.down, from) && inside(way.down, to) ? "down on" : "";
  }

  function card(index, numbers, box, height) {
    const item = datasets[index];
    const on = !way ? true : state.dataset !== null ? index === state.dataset || way.up.has(index) || way.down.has(index)
      : numbers.some((number) => number === state.column || way.up.has(number) || way.down.has(number) || way.decides.has(number));
    const said = [item.kind, item.more, `${item.count} column${item.count === 1 ? "" : "s"}`].filter(Boolean).join(" · ");
    const group = make("g", { class: `card ${item.kind}${leaking.has(`d${index}`) ? " leak" : ""}${on ? " on" : ""}${index === state.dataset ? " chosen" : ""}`, transform: `translate(${box.x} ${box.y})` });
    const title = make("title");
    title.textContent = item.name;
    const name = make("text", { class: "name", x: 28, y: 21 });
    name.textContent = fit(item.name, (size.width - 44) / 7.6);
    const kind = make("text", { class: "kind", x: 28, y: 37 });
    kind.textContent = said;
    group.append(
      title,
      make("rect", { class: "box", width: size.width, height, rx: 10 }),
      make("rect", { class: "mark", x: 14, y: 13, width: 4, height: size.head - 26, rx: 2 }),
      name, kind,
      make("rect", {
        class: "top", id: `d${index}`, x: 3, y: 3, width: size.width - 6, height: size.head - 6, rx: 8,
        tabindex: 0, role: "button", "aria-label": `${item.name}, ${said}`,
      }),
      ...numbers.map((number, place) => row(number, place, item.key.includes(number))),
    );
    if (numbers.length && numbers.length < item.count) {
      const more = make("text", { class: "more", x: 34, y: size.head + numbers.length * size.row + 13 });
      more.textContent = `${item.count - numbers.length} more`;
      group.append(more);
    }
    return group;
  }

  function row(number, place, key) {
    const column = columns[number];
    let mark = "";
    if (state.column === number) mark = " self on";
    else if (state.column !== null) {
      const decides = way.decides.has(number) ? " dec on" : "";
      mark = way.up.has(number) ? ` up on${decides}` : way.down.has(number) ? ` down on${decides}` : decides;
    } else if (state.dataset !== null) mark = " on";
    const group = make("g", {
      class: `col${key ? " key" : ""}${leaking.has(`c${number}`) ? " leak" : ""}${mark}`, id: `c${number}`, transform: `translate(0 ${size.head + place * size.row})`,
      tabindex: 0, role: "button", "aria-label": `${fullName(number)}, ${column.type}, ${column.kind}`, "aria-pressed": state.column === number,
    });
    const kind = fit(column.type, 16);
    const badge = column.labels.length ? fit(column.labels.join(", "), 12) : "";
    const wide = badge ? badge.length * 5.8 + 12 : 0;
    const text = fit(column.name, (size.width - 52 - kind.length * size.small - (badge ? wide + 6 : 0)) / size.letter);
    const put = (cls, x, y, value) => { const element = make("text", { class: cls, x, y }); element.textContent = value; group.append(element); };
    const title = make("title");
    title.textContent = `${column.name} ${column.type}${column.null ? "" : " not null"}`;
    group.append(title, make("rect", { class: "hit", x: 6, width: size.width - 12, height: size.row, rx: 5 }));
    put(`glyph k-${column.kind}`, 21, 16, GLYPHS[column.kind] || "•");
    put("cname", 34, 16, text);
    if (badge) {
      const left = 34 + text.length * size.letter + 6;
      group.append(make("rect", { class: "pill", x: left, y: 5, width: wide, height: 14, rx: 7 }));
      put("label", left + wide / 2, 15.5, badge);
    }
    put("type", size.width - 14, 16, kind);
    return group;
  }

  // -- paper: A4 landscape less its margins, in millimetres; a selection prints its path alone
  const SHEET = { wide: 275, high: 188, head: 16 };
  window.addEventListener("beforeprint", () => {
    const focus = state.focus;
    state.focus = true;
    draw();
    const [, , wide, high] = svg.getAttribute("viewBox").split(" ").map(Number);
    if (high / wide > (SHEET.high - SHEET.head) / SHEET.wide) {
      state.pages = SHEET;
      root.classList.add("paged");
      draw();
    }
    state.pages = null;
    state.focus = focus;
  });
  window.addEventListener("afterprint", () => { root.classList.remove("paged"); draw(); });

  // -- zoom and place
  function scale() {
    svg.setAttribute("width", Math.round(svg.dataset.width * state.zoom));
    svg.setAttribute("height", Math.round(svg.dataset.height * state.zoom));
  }

  function zoomTo(value) {
    const x = (canvas.scrollLeft + canvas.clientWidth / 2) / state.zoom, y = (canvas.scrollTop + canvas.clientHeight / 2) / state.zoom;
    state.zoom = Math.min(2, Math.max(0.1, value));
    scale();
    canvas.scrollTo(x * state.zoom - canvas.clientWidth / 2, y * state.zoom - canvas.clientHeight / 2);
  }

  function fitted(least) {
    const wide = canvas.clientWidth / svg.dataset.width, high = canvas.clientHeight / svg.dataset.height;
    return Math.min(1, Math.max(least, least > 0.2 ? wide : Math.min(wide, high)));
  }

  function reveal(element) {
    const outer = canvas.getBoundingClientRect(), inner = element.getBoundingClientRect();
    const pad = 60;
    if (inner.left < outer.left + pad || inner.right > outer.right - pad) canvas.scrollLeft += (inner.left + inner.right - outer.left - outer.right) / 2;
    if (inner.top < outer.top + pad || inner.bottom > outer.bottom - pad) canvas.scrollTop += (inner.top + inner.bottom - outer.top - outer.bottom) / 2;
  }

  // -- the panel; texts go in as text nodes only
  function tag(name, cls, ...children) {
    const element = document.createElement(name);
    if (cls) element.className = cls;
    element.append(...children);
    return element;
  }

  function link(kind, index, cls) {
    const element = tag("button", `link ${cls || ""}`, kind === "c" ? fullName(index) : datasets[index].name);
    element.type = "button";
    element.addEventListener("click", () => choose(kind, index));
    return element;
  }

  function listed(title, items) {
    if (!items.length) return [];
    const list = tag("ul", "list", ...items.slice(0, MOST).map((item) => tag("li", "", ...[item].flat())));
    if (items.length > MOST) list.append(tag("li", "", tag("small", "", `and ${items.length - MOST} more`)));
    return [tag("h3", "", title), list];
  }

  function spread(items) { return items.flatMap((item, place) => (place ? [", ", item] : [item])); }

  function rules(title, items) {
    if (!items.length) return [];
    return [tag("h3", "", title), ...items.map(([kind, text, numbers]) => tag("div", "rule", kind,
      text ? tag("code", "expr", text) : "", numbers.length ? tag("div", "by", "by ", ...spread(numbers.map((number) => link("c", number)))) : ""))];
  }

  function leaksOf(items) {
    return tag("ul", "list leaks", ...items.slice(0, MOST).map((leak) => tag("li", "", tag("small", "", leak.level), leak.said, tag("br"),
      ...leak.path.flatMap((name, place) => [place ? " → " : "", link(name[0], Number(name.slice(1)))]))));
  }

  function hop(number) {
    const column = columns[number];
    const block = tag("div", "hop", tag("div", "title", link("c", number, "plain"), tag("span", `k-${column.kind}`, `${GLYPHS[column.kind] || ""} ${column.kind}`)));
    column.steps.forEach(([name, , text]) => {
      const shown = column.steps.length > 1 || name !== column.name;
      block.append(tag("code", "expr", ...(shown ? [tag("b", "", `${name} = `)] : []), text));
    });
    if (column.from.length > 1) block.append(tag("div", "by", "from ", ...spread(column.from.slice(0, MOST).map(([from]) => link("c", from)))));
    return block;
  }

  function tell() {
    panel.hidden = way === null && !facts.leaks.length;
    if (!way) {
      panel.replaceChildren(...(facts.leaks.length ? [tag("h2", "", "Leaks"), leaksOf(facts.leaks)] : []));
      return;
    }
    const close = tag("button", "close", "×");
    close.type = "button";
    close.setAttribute("aria-label", "Close");
    close.addEventListener("click", clear);
    panel.replaceChildren(close, ...(state.column !== null ? aboutColumn(state.column) : aboutDataset(state.dataset)));
    panel.scrollTop = 0;
  }

  function aboutColumn(number) {
    const column = columns[number], owner = datasets[column.dataset];
    const reached = new Set([number, ...way.down]);
    const inDatasets = new Set([...reached].map((item) => columns[item].dataset));
    const checks = facts.checks.filter((check) => check.reads.some((item) => reached.has(item)));
    const exports = facts.exports.filter((item) => inDatasets.has(item.dataset));
    const jobs = facts.jobs.filter((job) => job.after.some((item) => inDatasets.has(item)));
    const head = tag("h2", "", tag("small", "", link("d", column.dataset)), column.name);
    const kind = tag("p", "facts", tag("code", "", column.type), column.null ? " may be null" : " not null", owner.key.includes(number) ? " · in the key" : "");
    const badges = column.labels.length ? [tag("p", "", ...column.labels.map((name) => tag("span", "badge", name)))] : [];
    const about = column.about ? [tag("p", "", column.about)] : [];
    const hops = [number, ...way.up].slice(0, MOST).map(hop);
    const told = facts.leaks.filter((leak) => leak.path.includes(`c${number}`));
    return [head, kind, ...badges, ...about, ...(told.length ? [tag("h3", "", "Leaks"), leaksOf(told)] : []),
      tag("h3", "", way.up.size ? "Hop by hop to its sources" : column.kind === "source" ? "A column of a source" : "Computed from no column"), tag("div", "hops", ...hops),
      ...listed("Goes to", [...way.down].map((item) => [link("c", item, "down"), " ", tag("small", "", columns[item].kind)])),
      ...rules("Value decided by", column.decided), ...rules("Rows decided by", owner.rows),
      ...listed("Checks", checks.map((check) => [check.name, " ", tag("small", "", datasets[check.dataset].name)])),
      ...listed("Exports", exports.map((item) => [item.to, " ", tag("small", "", datasets[item.dataset].name)])),
      ...listed("Jobs", jobs.map((job) => job.name))];
  }

  function aboutDataset(index) {
    const item = datasets[index];
    const said = [item.kind, item.more, item.owner].filter(Boolean).join(" · ");
    const all = Array.from({ length: item.count }, (_, place) => item.first + place);
    return [tag("h2", "", tag("small", "", said), item.name), ...(item.about ? [tag("p", "", item.about)] : []),
      ...listed("Columns", all.map((number) => [link("c", number), " ", tag("small", "", `${columns[number].type}${columns[number].null ? "" : " not null"}`)])),
      ...listed("Reads", item.reads.map((from) => link("d", from))),
      ...listed("Is read by", readers[index].map((to) => link("d", to, "down"))),
      ...rules("Rows decided by", item.rows),
      ...listed("Checks", facts.checks.filter((check) => check.dataset === index).map((check) => check.name)),
      ...listed("Exports", facts.exports.filter((found) => found.dataset === index).map((found) => found.to)),
      ...listed("Jobs", facts.jobs.filter((job) => job.after.includes(index)).map((job) => job.name))];
  }

  // -- finding
  let hits = [], marked = 0;

  function look() {
    const wanted = search.value.trim().toLowerCase();
    hits = [];
    if (wanted) {
      for (const [name, target] of names) {
        const place = name.indexOf(wanted);
        if (place >= 0) hits.push([name.endsWith(wanted) || name.slice(0, place).endsWith(".") ? 0 : 1, hits.length, target]);
      }
      hits.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
      hits = hits.slice(0, 50).map((hit) => hit[2]);
    }
    marked = 0;
    offer();
  }

  function offer() {
    found.hidden = !search.value.trim();
    search.setAttribute("aria-expanded", String(!found.hidden));
    found.replaceChildren(...hits.map(([kind, index], place) => {
      const item = kind === "c"
        ? tag("li", "", fullName(index), tag("small", "", columns[index].type))
        : tag("li", "", datasets[index].name, tag("small", "", datasets[index].kind));
      item.setAttribute("role", "option");
      item.id = `hit${place}`;
      item.setAttribute("aria-selected", String(place === marked));
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(place); });
      return item;
    }));
    if (!hits.length) found.append(tag("li", "", "nothing is called that"));
    else search.setAttribute("aria-activedescendant", `hit${marked}`);
    const current = byId(`hit${marked}`);
    if (current) current.scrollIntoView({ block: "nearest" });
  }

  function take(place) {
    if (!hits[place]) return;
    const [kind, index] = hits[place];
    search.value = "";
    found.hidden = true;
    search.blur();
    root.classList.remove("tabled");
    choose(kind, index);
  }

  // -- events
  function targetOf(event) {
    const element = event.target.closest(".col, .top");
    return element ? [element.id[0], Number(element.id.slice(1))] : null;
  }

  function press(kind, index) {
    if (kind === "d" && state.dataset === index) {
      const set = facts.big ? state.opened : state.closed;
      if (set.has(index)) set.delete(index); else set.add(index);
      draw();
    } else choose(kind, index);
  }

  svg.addEventListener("click", (event) => { const hit = targetOf(event); if (hit) press(...hit); });
  svg.addEventListener("keydown", (event) => {
    const hit = targetOf(event);
    if (!hit) return;
    const [kind, index] = hit;
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); press(kind, index); return; }
    let next = null;
    if (kind === "c" && event.key === "ArrowLeft") next = comes[index].find((number) => byId(`c${number}`));
    if (kind === "c" && event.key === "ArrowRight") next = goes[index].find((number) => byId(`c${number}`));
    const stops = [...svg.querySelectorAll(".top, .col")];
    const place = stops.indexOf(event.target.closest(".col, .top"));
    const to = next !== null && next !== undefined ? byId(`c${next}`)
      : event.key === "ArrowDown" ? stops[place + 1] : event.key === "ArrowUp" ? stops[place - 1] : null;
    if (to) { event.preventDefault(); to.focus({ preventScroll: true }); reveal(to); }
  });

  let drag = null;
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button === 0 && !event.target.closest(".card")) drag = [event.clientX + canvas.scrollLeft, event.clientY + canvas.scrollTop];
  });
  window.addEventListener("pointermove", (event) => {
    if (!drag) return;
    canvas.classList.add("drag");
    canvas.scrollTo(drag[0] - event.clientX, drag[1] - event.clientY);
  });
  window.addEventListener("pointerup", () => { drag = null; canvas.classList.remove("drag"); });
  canvas.addEventListener("wheel", (event) => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomTo(state.zoom * Math.exp(-event.deltaY / 400));
  }, { passive: false });

  byId("in").addEventListener("click", () => zoomTo(state.zoom * 1.25));
  byId("out").addEventListener("click", () => zoomTo(state.zoom / 1.25));
  byId("fit").addEventListener("click", () => zoomTo(fitted(0.1)));
  byId("focus").addEventListener("click", () => {
    state.focus = !state.focus;
    byId("focus").setAttribute("aria-pressed", String(state.focus));
    draw();
    const shown = byId(state.column !== null ? `c${state.column}` : `d${state.dataset}`);
    if (shown) reveal(shown);
  });
  byId("list").addEventListener("click", () => byId("list").setAttribute("aria-pressed", String(root.classList.toggle("tabled"))));
  search.addEventListener("input", look);
  search.addEventListener("blur", () => { found.hidden = true; });
  search.addEventListener("focus", look);
  search.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      marked = Math.min(Math.max(marked + (event.key === "ArrowDown" ? 1 : -1), 0), Math.max(hits.length - 1, 0));
      offer();
    } else if (event.key === "Enter") take(marked);
    else if (event.key === "Escape") { search.value = ""; search.blur(); event.stopPropagation(); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") clear();
    if (event.key === "/" && document.activeElement !== search) { event.preventDefault(); search.focus(); }
  });

  function fromHash() {
    const match = /^#(?:col|dataset)=(.+)$/.exec(location.hash);
    if (!match) return false;
    let name = match[1];
    try { name = decodeURIComponent(name); } catch { /* as it stands */ }
    const target = names.get(name.toLowerCase());
    if (target) choose(...target);
    return Boolean(target);
  }
  window.addEventListener("hashchange", fromHash);

  root.classList.add("js");
  byId("find").hidden = byId("tools").hidden = false;
  byId("focus").setAttribute("aria-pressed", String(state.focus));
  draw();
  tell();
  if (!fromHash() && facts.target) choose(facts.target[0], Number(facts.target.slice(1)));
  state.zoom = fitted(facts.big ? 0.8 : 0.55);
  scale();
  const first = way && byId(state.column !== null ? `c${state.column}` : `d${state.dataset}`);
  if (first) reveal(first);
})();
