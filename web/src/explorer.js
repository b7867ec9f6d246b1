// Draws what the explorer lists as a picture that can be moved. The list stays the one place where things are
// said and done: a step sends its form, and the picture follows the page that comes back.
import dagre from "@dagrejs/dagre";
import cytoscape from "cytoscape";

cytoscape.warnings(false); // it warns of every line between boxes that lie on each other while they move

const LETTERS = 20;
const LARGEST = 1.4;
const wide = (text) => [...text].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);

/** Breaks a label into lines of at most 20 narrow letters; a wide one counts twice. */
function wrapped(label) {
  const lines = [""];
  for (const piece of label.match(/[\u2e80-\uffff][、，。；：）」》]*|[^\s\u2e80-\uffff-]+[\s-]*|[\s-]+/gu) ?? []) {
    if (lines.at(-1) && wide(lines.at(-1) + piece.trimEnd()) > LETTERS) lines.push("");
    lines[lines.length - 1] += piece;
  }
  return lines.map((line) => line.trim());
}

function elements({ nodes, edges }) {
  return [
    ...nodes.map(({ id, label, color }) => {
      const lines = wrapped(label);
      const width = 16 + 7 * Math.max(...lines.map(wide));
      return { group: "nodes", data: { id, text: lines.join("\n"), color, width, height: 14 + 15 * lines.length } };
    }),
    ...edges.map(({ id, subject, object, label, sign, color, belief, disputed }) => ({
      group: "edges",
      data: { id, source: subject, target: object, text: disputed ? `✗ ${label}` : label, color, width: 1 + 3 * belief },
      classes: [{ "+": "raises", "-": "lowers", "?": "unknown" }[sign], disputed ? "disputed" : ""].join(" "),
    })),
  ];
}

/** The places of nodes by id, and of lines how they bend: off the straight line (`far`), and where (`along`). */
function places(cy, narrow) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: narrow ? "TB" : "LR", nodesep: 16, edgesep: 12, ranksep: narrow ? 24 : 34 });
  cy.nodes().forEach((node) => graph.setNode(node.id(), { width: node.data("width"), height: node.data("height") }));
  cy.edges().forEach((edge) => {
    const label = { width: 5.5 * wide(edge.data("text")), height: 12, labelpos: "c" };
    if (edge.source().id() !== edge.target().id()) graph.setEdge(edge.source().id(), edge.target().id(), label, edge.id());
  });
  dagre.layout(graph);
  const nodes = new Map(graph.nodes().map((id) => [id, { x: graph.node(id).x, y: graph.node(id).y }]));
  const bends = graph.edges().map(({ v, w, name }) => {
    const [from, to] = [nodes.get(v), nodes.get(w)];
    const [x, y] = [to.x - from.x, to.y - from.y];
    const length = Math.hypot(x, y) || 1;
    const points = graph.edge(name ? { v, w, name } : { v, w }).points.slice(1, -1);
    const far = points.map((one) => ((one.y - from.y) * x - (one.x - from.x) * y) / length);
    const along = points.map((one) => ((one.x - from.x) * x + (one.y - from.y) * y) / length ** 2);
    return [name, { far: far.map(String).join(" "), along: along.map(String).join(" ") }];
  });
  return { nodes, bends };
}

function style() {
  const { color: ink, backgroundColor: paper, fontFamily } = getComputedStyle(document.body);
  const box = { "text-wrap": "wrap", "font-family": fontFamily, color: ink };
  return [
    {
      selector: "node",
      style: {
        ...box,
        label: "data(text)",
        "text-valign": "center",
        "font-size": 12,
        shape: "round-rectangle",
        width: "data(width)",
        height: "data(height)",
        "background-color": paper,
        "border-color": "data(color)",
        "border-width": 2.5,
      },
    },
    { selector: "node.pinned", style: { "border-style": "double", "border-width": 6 } },
    {
      selector: "edge",
      style: {
        ...box,
        label: "data(text)",
        "font-size": 9,
        "text-background-color": paper,
        "text-background-opacity": 0.85,
        "text-background-padding": 1,
        "curve-style": "bezier",
        width: "data(width)",
        "line-color": "data(color)",
        "target-arrow-color": "data(color)",
        "target-arrow-shape": "triangle",
      },
    },
    {
      selector: "edge.bent",
      style: {
        "curve-style": "unbundled-bezier",
        "control-point-distances": "data(far)",
        "control-point-weights": "data(along)",
        "edge-distances": "node-position",
      },
    },
    { selector: "edge.lowers", style: { "target-arrow-shape": "tee" } },
    { selector: "edge.unknown", style: { "target-arrow-shape": "circle", "target-arrow-fill": "hollow" } },
    { selector: "edge.disputed", style: { "line-style": "dashed" } },
    { selector: ":selected", style: { "underlay-color": "#0a84ff", "underlay-opacity": 0.35, "underlay-padding": 5 } },
  ];
}

const find = (id) => document.getElementById(id);
const item = (id) => find("shown").querySelector(`[data-id="${CSS.escape(id)}"]`);

function start() {
  // cytoscape would add a style element, which the policy forbids; style.css has its one rule.
  document.querySelector("link[rel=stylesheet]").id = "__________cytoscape_stylesheet";
  find("explorer").hidden = false;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const narrow = matchMedia("(max-width: 40rem)").matches;
  const cy = cytoscape({ container: find("canvas"), style: style(), minZoom: 0.15, maxZoom: 3, autounselectify: false });

  /** Gives nodes and lines the places that dagre finds, from causes to effects; pinned nodes stay. */
  function arrange(animate = !still) {
    const { nodes, bends } = places(cy, narrow);
    for (const [id, bend] of bends) cy.getElementById(id).data(bend).addClass("bent");
    cy.edges().filter((edge) => edge.connectedNodes(".pinned").nonempty()).removeClass("bent");
    const pinned = cy.nodes(".pinned").lock();
    const layout = cy.layout({ name: "preset", positions: (node) => nodes.get(node.id()), padding: 12, animate, animationDuration: 300 });
    layout.one("layoutstop", () => {
      pinned.unlock();
      if (cy.zoom() > LARGEST) cy.zoom(LARGEST).center();
      document.documentElement.dataset.ready = "";
    });
    layout.run();
  }

  /** Takes over what the page lists, and keeps what was there in its place. */
  function take(near) {
    const fresh = elements(JSON.parse(find("shown").dataset.graph));
    const ids = new Set(fresh.map(({ data }) => data.id));
    const gone = cy.elements().filter((one) => !ids.has(one.id()));
    const added = fresh.filter(({ data }) => !cy.hasElementWithId(data.id));
    const position = near && cy.hasElementWithId(near) ? cy.getElementById(near).position() : undefined;
    cy.remove(gone);
    cy.add(added.map((one) => (one.group === "nodes" && position ? { ...one, position: { ...position } } : one)));
    for (const pin of new FormData(find("state")).getAll("pin")) {
      const [, id, x, y] = pin.match(/^(.*)@(-?\d+),(-?\d+)$/) ?? [];
      if (id) cy.getElementById(id).addClass("pinned").position({ x: Number(x), y: Number(y) });
    }
    if (added.some(({ group }) => group === "nodes") || gone.nodes().nonempty()) arrange(Boolean(near) && !still);
    choose();
  }

  /** Shows what the list says of what is chosen in the picture. */
  function choose(id) {
    const place = find("chosen");
    place.hidden = !id;
    place.replaceChildren();
    if (!id) return;
    if (cy.getElementById(id).isNode()) {
      place.append(...item(id).cloneNode(true).childNodes);
      place.querySelectorAll("details").forEach((one) => (one.open = true));
      place.querySelector(".acts").append(" ", pinButton(id));
    } else {
      const heads = [...item(id).closest("table").querySelectorAll("th")];
      [...item(id).cells].forEach((cell, column) => {
        const line = document.createElement("p");
        const name = document.createElement("span");
        name.className = "soft";
        name.textContent = `${heads[column].textContent}: `;
        line.append(...(column ? [name] : []), ...cell.cloneNode(true).childNodes);
        place.append(line);
      });
    }
  }

  function pinButton(id) {
    const { pin, unpin } = find("explorer").dataset;
    const button = document.createElement("button");
    const node = cy.getElementById(id);
    button.type = "button";
    button.textContent = node.hasClass("pinned") ? unpin : pin;
    button.addEventListener("click", () => {
      node.toggleClass("pinned");
      remember();
      choose(id);
    });
    return button;
  }

  /** Writes the pins into the form, and the form into the address. */
  function remember() {
    const form = find("state");
    form.querySelectorAll("[name=pin]").forEach((one) => one.remove());
    cy.nodes(".pinned").forEach((node) => {
      const { x, y } = node.position();
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: "pin", value: `${node.id()}@${Math.round(x)},${Math.round(y)}` });
      form.append(field);
    });
    const said = new FormData(form);
    said.delete("add");
    show(`/explore?${new URLSearchParams(said)}`);
  }

  function show(address, how = "replaceState") {
    history[how](null, "", address);
    const other = document.querySelector("a[hreflang]");
    const there = new URL(address, location);
    there.searchParams.set("lang", other.hreflang);
    other.href = there.pathname + there.search;
  }

  /** Goes to an address of the explorer: the parts of its page are put in place of those that are here. */
  async function go(address, { near, how = "pushState" } = {}) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const message = find("message");
    message.hidden = answer.ok;
    if (!answer.ok) {
      message.textContent = page.querySelector("[role=alert]")?.textContent ?? answer.statusText;
      return;
    }
    if (!page.getElementById("shown")) return location.assign(answer.url);
    for (const id of ["state", "shown"]) find(id).replaceWith(document.adoptNode(page.getElementById(id)));
    if (how) show(answer.url, how);
    take(near);
  }

  cy.on("tap", (event) => choose(event.target === cy ? undefined : event.target.id()));
  cy.on("dbltap", "node", ({ target }) => item(target.id()).querySelector("button[name=expand]")?.click());
  cy.on("drag", "node", ({ target }) => target.connectedEdges().removeClass("bent"));
  cy.on("dragfree", "node", ({ target }) => {
    target.addClass("pinned");
    remember();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "state") return;
    event.preventDefault();
    const said = new FormData(event.target, event.submitter);
    if (!said.get("add")) said.delete("add");
    go(`/explore?${new URLSearchParams(said)}`, { near: event.submitter?.value.split(" ")[0] });
  });
  document.addEventListener("change", ({ target }) => {
    if (target.name === "hide") target.form.requestSubmit();
  });
  addEventListener("popstate", () => go(location.href, { how: "" }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => cy.style(style()));
  const zoom = (factor) => cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  const tools = { larger: () => zoom(1.3), smaller: () => zoom(1 / 1.3), fit: () => cy.fit(undefined, 12), arrange };
  find("explorer").addEventListener("click", ({ target }) => tools[target.dataset.tool]?.());
  take();
}

/** Suggests things by the beginning of a name. */
let typed;
document.addEventListener("input", ({ target }) => {
  const { name, value, form } = target;
  if (name !== "add" || value.length < 2) return;
  clearTimeout(typed);
  typed = setTimeout(async () => {
    const asked = { text: value, limit: 12, lang: form.elements.lang.value };
    const answer = await fetch(`/api/find?${new URLSearchParams(asked)}`);
    const hits = answer.ok ? await answer.json() : [];
    find("near").replaceChildren(...hits.map(({ id, label, kind }) => new Option(`${label} (${kind})`, id)));
  }, 200);
});

if (find("shown")) start();
else document.documentElement.dataset.ready = "";
