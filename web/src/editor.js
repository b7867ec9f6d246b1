// Makes the text area of the SPARQL page an editor: colours, completion, errors in place.
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, HighlightStyle, syntaxHighlighting, syntaxTree } from "@codemirror/language";
import { linter, lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { drawSelection, EditorView, keymap, lineNumbers } from "@codemirror/view";
import { styleTags, tags } from "@lezer/highlight";
import { SparqlLanguage } from "codemirror-lang-sparql";

const language = SparqlLanguage.configure({ props: [styleTags({ "Pname_ln Pname_ns": tags.namespace })] });

const colours = HighlightStyle.define([
  { tag: tags.comment, color: "var(--soft)", fontStyle: "italic" },
  { tag: [tags.keyword, tags.bool], color: "var(--code-word)", fontWeight: "600" },
  { tag: tags.variableName, color: "var(--code-variable)" },
  { tag: [tags.string, tags.annotation, tags.integer, tags.float], color: "var(--code-value)" },
  { tag: [tags.namespace, tags.url, tags.typeName], color: "var(--code-name)" },
]);

const theme = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--soft)", borderRadius: ".3rem" },
  "&:focus-within, &.cm-focused": { outline: "2px solid var(--link)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "ui-monospace, Consolas, monospace", fontSize: ".9rem", minHeight: "11rem", maxHeight: "60vh" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { color: "var(--soft)", backgroundColor: "var(--shade)", borderRight: "1px solid var(--line)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--chosen)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--chosen)" },
  ".cm-tooltip": { color: "var(--ink)", backgroundColor: "var(--paper)", border: "1px solid var(--soft)", maxWidth: "94vw" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { color: "var(--paper)", backgroundColor: "var(--link)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "var(--paper)" },
  ".cm-completionDetail": { color: "var(--soft)", fontStyle: "normal" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
});

const NO_NAMES_IN = new Set(["Comment", "String", "IriRef"]);

/** The completion of names: variables of the query, else keywords and what the vocabulary declares. */
function names({ prefixes, terms }) {
  const options = [
    ...terms.map(({ name, kind, label }) => ({
      label: label === name ? name : `${name} ${label}`,
      displayLabel: name,
      detail: label === name ? "" : label,
      apply: name,
      type: kind,
    })),
    ...Object.entries(prefixes).map(([prefix, namespace]) => ({
      label: `${prefix}:`,
      detail: namespace,
      type: "namespace",
      boost: -1,
    })),
    ..."SELECT CONSTRUCT DESCRIBE ASK WHERE DISTINCT OPTIONAL UNION MINUS FILTER BIND VALUES GRAPH GROUP ORDER BY HAVING LIMIT OFFSET COUNT AS IN NOT EXISTS"
      .split(" ")
      .map((word) => ({ label: word, type: "keyword", boost: -2 })),
  ];
  return (context) => {
    if (NO_NAMES_IN.has(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
    const variable = context.matchBefore(/[?$]\w*/);
    if (variable) {
      const used = new Set(context.state.doc.toString().match(/[?$]\w+/g));
      used.delete(variable.text);
      return { from: variable.from, options: [...used].map((label) => ({ label, type: "variable" })), validFor: /^[?$]\w*$/ };
    }
    const word = context.matchBefore(/[\p{L}\p{N}_][\p{L}\p{N}_:.-]*/u);
    if (!word && !context.explicit) return null;
    return { from: word?.from ?? context.pos, options, validFor: /^[\p{L}\p{N}_:.-]*$/u };
  };
}

/** Asks the server what is wrong with the query, and marks the place. */
const complaints = (address) =>
  linter(
    async ({ state }) => {
      const query = state.doc.toString();
      if (!query.trim()) return [];
      const answer = await fetch(`${address}&${new URLSearchParams({ query })}`).catch(() => null);
      const { detail, line = 1, column = 1 } = answer?.ok ? await answer.json() : {};
      if (!detail) return [];
      const place = state.doc.line(Math.min(line, state.doc.lines));
      const at = Math.min(place.from + column - 1, place.to);
      const { from, to } = state.wordAt(at) ?? { from: Math.max(at - 1, place.from), to: Math.min(at + 1, place.to) };
      return [{ from, to, severity: "error", message: detail }];
    },
    { delay: 600 },
  );

/** Types over a selection: left alone, chromium keeps the old style in an attribute, which the policy forbids. */
const overSelection = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { from, to, empty } = view.state.selection.main;
    if (empty || view.composing || event.inputType !== "insertText" || !event.data) return false;
    event.preventDefault();
    const typed = () =>
      view.state.update(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, from, to, event.data, typed))) view.dispatch(typed());
    return true;
  },
});

async function enhance(area) {
  const { form } = area;
  const words = await (await fetch(area.dataset.words)).json();
  const place = document.createElement("div");
  area.before(place);
  // In a shadow tree the styles are adopted style sheets, which the content security policy allows.
  const root = place.attachShadow({ mode: "open" });
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: area.value,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        drawSelection(),
        bracketMatching(),
        closeBrackets(),
        language,
        language.data.of({ autocomplete: names(words) }),
        autocompletion({ icons: false }),
        syntaxHighlighting(colours),
        complaints(area.dataset.check),
        theme,
        overSelection,
        EditorView.lineWrapping,
        EditorView.contentAttributes.of({ "aria-label": area.labels[0].textContent }),
        EditorState.phrases.of({ Completions: area.dataset.completions }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) area.value = update.state.doc.toString();
        }),
        keymap.of([
          { key: "Mod-Enter", run: () => (form.requestSubmit(), true) },
          ...closeBracketsKeymap,
          ...defaultKeymap.filter(({ key }) => key !== "Mod-Enter"),
          ...historyKeymap,
          ...completionKeymap,
          ...lintKeymap,
        ]),
      ],
    }),
  });
  area.hidden = true;
  area.labels[0].addEventListener("click", () => view.focus());
  document.documentElement.dataset.ready = "";
}

enhance(document.getElementById("query"));
