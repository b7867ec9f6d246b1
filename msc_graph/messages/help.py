r"""What ``--help`` says of commands and their options, in English and Chinese.

A key is a command (``"find"``), an option that means the same everywhere (``"--lang"``), or an option of one
command (``"find --limit"``), which goes before.
"""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages

COMMANDS: Messages = {
    "check": (
        "List what the quality checks find; exit code 1 when a finding is an error.",
        "列出质量检查的发现；其中有错误时退出码为 1。",
    ),
    "export": (
        "Write the graph to FILE, or a part of it; FILE may be - for standard output, with --format.\n\n"
        "Formats: Turtle, N-Triples, N-Quads, TriG, JSON-LD, RDF/XML; nodes and edges as GraphML, KGX TSV,"
        " Parquet. A part (--around, --paths, --query) also as an HTML page.",
        "把整个图或其一部分写入 FILE；FILE 为 - 时写到标准输出，须给出 --format。\n\n"
        "格式：Turtle、N-Triples、N-Quads、TriG、JSON-LD、RDF/XML；节点和边：GraphML、KGX TSV、Parquet。"
        "图的一部分（--around、--paths、--query）还可写成 HTML 网页。",
    ),
    "build": (
        "Build a store from a RECIPE and a folder of downloads; without one, the recipes that come with"
        " msc-graph are listed.\n\n"
        "RECIPE is a YAML file, or the name of one of those. Nothing is fetched: it says which files, from"
        " where and under which licence. All sources come in together or not at all; what did not change"
        " since the last build is not read again, and what the recipe no longer has is taken out. The folder"
        " of the store keeps the report (report.en.md, report.zh.md, report.json), NOTICE.md with licences"
        " and citations, and recipe.lock with the checksum of every file.",
        "按配方 RECIPE 与存放下载文件的文件夹建库；不给时列出随附的配方。\n\n"
        "RECIPE 为 YAML 文件或随附配方之名。不从网上获取任何内容：配方写明用哪些文件、出自何处、何种许可。"
        "所有来源要么一并入库，要么都不入；上次建库后未变的不再读取，配方中已无的会被移除。库文件夹中保存报告"
        "（report.en.md、report.zh.md、report.json）、列明许可与引用的 NOTICE.md，以及记录每个文件校验和的"
        " recipe.lock。",
    ),
    "find": (
        "Find nodes by identifier, label or synonym, in English or Chinese; near misses are offered.",
        "按标识符、名称或同义词查找节点，中英文均可；也列出相近的名称。",
    ),
    "ground": (
        "Turn NAMES of genes, microRNAs or diseases into identifiers.\n\n"
        "First prepare tables, once, from files that you downloaded (gzipped or not), with"
        " 'msc-graph ground prepare --tables DIR --hgnc FILE --mirbase FILE --mondo FILE'.\n\n"
        "What is ambiguous says so, with its candidates; nothing is guessed.",
        "把基因、微小RNA 或疾病的名称 NAMES 换成标识符。\n\n"
        "先由下载的文件（可为 gzip）制作一次对照表："
        " 'msc-graph ground prepare --tables DIR --hgnc FILE --mirbase FILE --mondo FILE'。\n\n"
        "有歧义的会说明并列出候选，绝不猜测。",
    ),
    "import": (
        "Import files into a store on disk.\n\n"
        "FORMAT is kgx, hetionet, mirtarbase, clinicaltrials, drugmechdb, vesiclepedia, exocarta, evmirna,"
        " rdf or table; without one, the formats are listed. The store holds the curated graph too. It"
        " changes only when all is done; importing the same files again changes nothing. What could not be"
        " used or understood is told at the end.",
        "把文件导入磁盘上的库。\n\n"
        "FORMAT 为 kgx、hetionet、mirtarbase、clinicaltrials、drugmechdb、vesiclepedia、exocarta、evmirna、"
        "rdf 或 table；不给时列出各格式。库中也有审编图谱。全部完成后库才改变；重复导入同样的文件不会改变任何"
        "内容。"
        "未能使用或理解的内容在最后说明。",
    ),
    "info": (
        "Tell what is in the graph: counts by kind, verdict and class.",
        "图中有什么：按种类、判定和类别计数。",
    ),
    "mcp": (
        "Answer an assistant over standard input and output, by the Model Context Protocol.",
        "按模型上下文协议（MCP）经标准输入输出回答智能助手。",
    ),
    "paths": (
        "Find signed mechanisms from SOURCE to TARGET, best first, with verdict and references.\n\n"
        'SOURCE and TARGET are any name of a node, or a category as "any Disease".',
        "查找从 SOURCE 到 TARGET 带正负号的机制，最佳者在前，附判定与文献。\n\n"
        'SOURCE 和 TARGET 为节点的任一名称，或类别，如 "any Disease"。',
    ),
    "profile": (
        "Tell what a measured cargo profile would push, which way, through what.\n\n"
        "FILE holds names of miRNAs or proteins with abundance or fold change, as DESeq2, edgeR or a"
        " spreadsheet write it (CSV, TSV, XLSX; UTF-8 or GBK), or names alone; TARGET is one or more"
        " categories (Disease and BiologicalProcess, if none is given).",
        "所测的内容物谱会推动什么、朝哪个方向、经由什么。\n\n"
        "FILE 为微小RNA 或蛋白质的名称，以及丰度或变化倍数，即 DESeq2、edgeR 或电子表格所写的文件（CSV、TSV、"
        "XLSX；UTF-8 或 GBK），也可只有名称；TARGET 为一个或多个类别"
        "（不给时为 Disease 和 BiologicalProcess）。",
    ),
    "query": (
        "Run a saved query; without a name, list them by tag.\n\n"
        "A CONSTRUCT query gives RDF (turtle, ntriples, nquads, trig, jsonld, rdfxml) or graphml.",
        "运行预存的提问；不给名称时按标签列出。\n\n"
        "CONSTRUCT 提问给出 RDF（turtle、ntriples、nquads、trig、jsonld、rdfxml）或 graphml。",
    ),
    "rank": (
        "Rank the nodes of a category by net signed score: diseases for a cargo, or cargo for a disease.\n\n"
        "One of SOURCE and TARGET is a node, the other a category, such as Disease or MicroRNA. The net score"
        " is that of the paths that raise the target less that of those that lower it: its sign says which"
        " prevail.",
        "按带正负号的净得分给一个类别的节点排名：为内容物给疾病排名，或为疾病给内容物排名。\n\n"
        "SOURCE 和 TARGET 之一为节点，另一个为类别，如 Disease 或 MicroRNA。净得分是升高目标的通路得分减去"
        "降低目标的通路得分：正负号表明哪一方占优。",
    ),
    "reason": (
        "Infer what follows from the graph, or from an OWL FILE of yours; or tell why, or whether it is"
        " sound.\n\n"
        "Without options it counts what follows and lists contradictions; --format turtle writes the triples."
        " In a FILE, --why takes labels, the last parts of IRIs, prefixed names or IRIs; the rules of"
        " msc-graph itself are not applied to it.",
        "推出由本图或您的 OWL 文件 FILE 得出的结论；或说明理由，或判断是否自洽。\n\n"
        "不带选项时清点结论并列出矛盾；--format turtle 写出三元组。对于 FILE，--why 接受名称、IRI 的末段、"
        "带前缀的名称或 IRI；msc-graph 自己的规则不用于它。",
    ),
    "serve": (
        "Serve the graph, read-only: pages, a JSON API and a SPARQL endpoint.",
        "提供只读的网页、JSON 接口和 SPARQL 端点。",
    ),
    "show": (
        "Print everything known of a node, a claim (S3-05), a mechanism (C03) or a document (PMID:37859748).",
        "显示关于一个节点、说法（S3-05）、机制（C03）或文献（PMID:37859748）的全部所知。",
    ),
    "sources": (
        "List the sources of a store, or remove one.",
        "列出库中的来源，或移除一个。",
    ),
    "sparql": (
        "Run a SPARQL query of your own; it is read-only and stays inside the graph.\n\n"
        "The project's prefixes (msc:, GO:, HGNC: ...) need not be declared.",
        "运行自己写的 SPARQL 查询；只读，且不离开本图。\n\n本项目的前缀（msc:、GO:、HGNC: 等）无需声明。",
    ),
    "validate": (
        "Check the graph, or an RDF FILE of yours, against the SHACL shapes.",
        "按 SHACL 形状检查本图或您的 RDF 文件 FILE。",
    ),
}

OPTIONS: Messages = {
    "--all": ("Show all paths.", "显示全部通路。"),
    "--allow-host": (
        "A name under which the server is reached; needed for another --host than this machine.",
        "访问服务器所用的名称；--host 不是本机时必填。",
    ),
    "--any-arm": (
        "Let hsa-miR-22 mean the one arm that the graph knows.",
        "hsa-miR-22 指图中所知的那一条臂。",
    ),
    "--armless": (
        "What miR-21 means: several things, or what miRBase once registered under that name.",
        "miR-21 指什么：有歧义，或 miRBase 曾以此名登记的那个。",
    ),
    "--connected": (
        "Leave out nodes that no endorsed edge meets.",
        "不写没有任何获认可的边相连的节点。",
    ),
    "--around": (
        "Only this node, what is near it, and the edges among them.",
        "只取该节点、其附近的节点及其间的边。",
    ),
    "--avoid": ("A node that no path visits; may be repeated.", "任何通路都不经过的节点；可以重复。"),
    "--catalogue": (
        "Print all queries as RDF, for that endpoint.",
        "把全部提问作为 RDF 打印，供该端点使用。",
    ),
    "--category": (
        "Only nodes of this class or its subclasses, such as Disease.",
        "只取该类及其子类的节点，如 Disease。",
    ),
    "--cell": (
        "Only steps in this recipient cell; may be repeated.",
        "只取该受体细胞中的步骤；可以重复。",
    ),
    "--clash": (
        "Further factor where such a step has species or cells of its own.",
        "这样的步骤另有物种或细胞时再乘的系数。",
    ),
    "--coherence": (
        "Factor of a step that nothing states together with those before it.",
        "没有来源把某步与之前各步一同陈述时所乘的系数。",
    ),
    "--consistency": (
        "Ask HermiT or Pellet whether the graph holds together.",
        "请 HermiT 或 Pellet 判断全部内容是否自洽。",
    ),
    "--contested": (
        "Least share of the weaker side from which on a verdict is contested, 0 to 0.5.",
        "较弱一方的份额达到多少即判为有争议，0 到 0.5。",
    ),
    "--cors": ("Let pages of other origins read the answers.", "允许其他来源的网页读取回答。"),
    "--date": ("Date of the source; else that of its newest file.", "来源的日期；不给时取最新文件的日期。"),
    "--directed": (
        "Follow the direction of edges, or walk them both ways.",
        "沿边的方向走，或不管方向。",
    ),
    "--doid": (
        "prepare: the Disease Ontology as JSON, OBO or OWL; with --mondo.",
        "prepare：疾病本体（DOID）的 JSON、OBO 或 OWL；与 --mondo 一同使用。",
    ),
    "--duplicates": (
        "How several values of one node become one: mean, largest size, sum; error to refuse them.",
        "同一节点的多个值怎样合为一个：均值、幅度最大者、总和；error 为拒绝。",
    ),
    "--endpoint": (
        "Ask this SPARQL endpoint instead of the built-in graph.",
        "改问该 SPARQL 端点，而非内置的图。",
    ),
    "--engine": (
        "What checks; both say the same. pyshacl is the reference.",
        "用什么检查；两者结论相同，pyshacl 为参考。",
    ),
    "--evidence": (
        "Only steps with this type of evidence.",
        "只取有这类证据的步骤。",
    ),
    "--explain": ("Print what the query asks and how to call it.", "说明提问的内容和用法。"),
    "import --explain": (
        "Print the parameters of FORMAT; no store is needed.",
        "显示 FORMAT 的参数；不需要库。",
    ),
    "--file": (
        "Read the query from this file; - for standard input.",
        "从该文件读取查询；- 表示标准输入。",
    ),
    "build --files": (
        "Folder of the downloads; they are found at any depth, by name.",
        "存放下载文件的文件夹；按文件名在任意层级中查找。",
    ),
    "build --plan": (
        "Only tell what is there, missing or changed, and about how long it takes.",
        "只说明哪些文件在、缺失或有变化，以及大约需要多久。",
    ),
    "build --locked": (
        "A recipe.lock: every file must be the one that it names.",
        "某个 recipe.lock：每个文件都须与其中所记相同。",
    ),
    "build --store": (
        "Folder of the store, new or of an earlier build; --plan without it plans a new one.",
        "库所在的文件夹，可为新建或先前所建；只用 --plan 时不给即为新建。",
    ),
    "build --format": ("Form of the report.", "报告的格式。"),
    "--format": ("Form of the result.", "结果的格式。"),
    "export --format": (
        "Name of the format; else the file's extension tells it.",
        "格式的名称；不给时由扩展名决定。",
    ),
    "import --format": ("Form of the report.", "报告的格式。"),
    "sparql --format": (
        "Form of a table; CONSTRUCT and DESCRIBE give turtle or another RDF format.",
        "表格的格式；CONSTRUCT 和 DESCRIBE 给出 turtle 或其他 RDF 格式。",
    ),
    "--from": ("Look up the names in this file, one a line.", "查找该文件中的名称，每行一个。"),
    "--full": (
        "With --why: every step, down to the ontology.",
        "与 --why 一同使用：列出全部步骤，直至本体。",
    ),
    "--help": ("Show this message and exit.", "显示本说明。"),
    "--hgnc": (
        "prepare: HGNC's complete set, or a custom download (TSV).",
        "prepare：HGNC 的全集或自选下载（TSV）。",
    ),
    "--hops": (
        "With --around: how many edges away is near.  [default: 1]",
        "与 --around 一同使用：几条边以内算附近。  [默认: 1]",
    ),
    "--host": ("The address to listen on.", "监听的地址。"),
    "--hub-damping": (
        "How much hubs count less in the net score; 0 for not at all.",
        "净得分中枢纽的折扣；0 为不打折扣。",
    ),
    "--ids": ("Show identifiers instead of labels.", "显示标识符而非名称。"),
    "--keep-going": (
        "Write rows that cannot be used to this file, as they stand, and import the rest. Of RDF: lines of"
        " .nt and .nq.",
        "把无法使用的行原样写入该文件，其余照常导入。RDF 只限 .nt 和 .nq 的行。",
    ),
    "--kind": ("What the names are of.", "名称属于哪一类。"),
    "--lang": (
        "Language of labels, messages and help.  [env: MSC_GRAPH_LANG]",
        "名称、消息和说明的语言。  [环境变量: MSC_GRAPH_LANG]",
    ),
    "--left-out": (
        "Write each trial that is left out, and why, to this file.",
        "把每项未收入的试验及原因写入该文件。",
    ),
    "--level": ("Least serious findings to list.", "所列发现的最低级别。"),
    "--licence": ("Licence of the source.", "来源的许可。"),
    "--limit": (
        "How many rows to show.  [default: 20; all in CSV, TSV and files]",
        "显示多少行。  [默认: 20；CSV、TSV 和文件为全部]",
    ),
    "query --limit": ("How many rows at most; how many there are is told.", "最多几行；并说明共有几行。"),
    "sparql --limit": ("How many rows at most; how many there are is told.", "最多几行；并说明共有几行。"),
    "find --limit": ("How many nodes at most.", "最多几个节点。"),
    "show --limit": ("How many statements of a kind at most.", "每种陈述最多几条。"),
    "--lint": ("Check the queries of a folder.", "检查一个文件夹中的提问。"),
    "--inferred": (
        "Count what follows from the graph too, as 'reason' tells it.",
        "连同可推出的内容一起查询（见 reason）。",
    ),
    "--long": (
        "One row for each value of a list, not one for each thing.",
        "列表中每个值一行，而非每个事物一行。",
    ),
    "--matches": (
        "Also write what became of each measured name (CSV, TSV, XLSX).",
        "另外写出每个所测名称的结果（CSV、TSV、XLSX）。",
    ),
    "--max-hops": ("Longest path, in steps, 1 to 8.", "最长的通路，以步计，1 到 8。"),
    "export --max-hops": (
        "With --paths: longest path, in steps, 1 to 8.  [default: 5]",
        "与 --paths 一同使用：最长的通路，以步计，1 到 8。  [默认: 5]",
    ),
    "--memory": (
        "Most memory that Java may take for --consistency.",
        "--consistency 中 Java 最多可用的内存。",
    ),
    "--mesh": (
        "prepare: MeSH's numbers, names, synonyms and trees; with --mondo.",
        "prepare：MeSH 的编号、名称、同义词和树；与 --mondo 一同使用。",
    ),
    "--min-belief": ("Leave out edges believed less, 0 to 1.", "略去可信度更低的边，0 到 1。"),
    "--mirbase": ("prepare: miRBase's aliases.txt.", "prepare：miRBase 的 aliases.txt。"),
    "--mondo": (
        "prepare: MONDO as JSON, OBO or OWL, or its mappings (SSSOM).",
        "prepare：MONDO 的 JSON、OBO 或 OWL，或其映射表（SSSOM）。",
    ),
    "--name": ("Name of the source, and of its named graph.", "来源的名称，也是其命名图的名称。"),
    "--name-column": ("Header of the names, if it is not a usual one.", "名称列的表头（不是常见的表头时）。"),
    "--narrower": (
        "Count narrower conditions for the one asked about, or not.",
        "所问疾病的下位疾病也计入，或不计入。",
    ),
    "--open": ("Open the first page in the browser.", "在浏览器中打开首页。"),
    "--order-damping": (
        "How much hubs count less in the coherent order.",
        "连贯排序中枢纽的折扣。",
    ),
    "--orthologs": (
        "Take mouse and rat microRNAs for the human ones of the same name.",
        "把小鼠和大鼠的微小RNA 当作同名的人类微小RNA。",
    ),
    "--output": (
        "Write to this file instead of the terminal; its extension tells the format.",
        "写入该文件而非终端；由扩展名决定格式。",
    ),
    "--parameter": ("A parameter of the query.", "提问的参数。"),
    "export --parameter": ("A parameter of --query.", "--query 的参数。"),
    "import --parameter": ("A parameter of the format.", "格式的参数。"),
    "--paths": ("Only the best paths from A to B.", "只取从 A 到 B 的最佳通路。"),
    "--permutations": ("Shuffles for the p-value.", "求 p 值的重排次数。"),
    "--picture": (
        "Also draw the paths into this file (.svg, .png, .pdf).",
        "另把通路画入该文件（.svg、.png、.pdf）。",
    ),
    "--port": ("0: any free port.", "0 表示任一空闲端口。"),
    "--predicate": (
        "Use this predicate only; !NAME forbids one, +NAME adds a contextual one. May be repeated.",
        "只用该谓词；!NAME 禁用，+NAME 加入一个背景谓词。可以重复。",
    ),
    "--published-only": (
        "Leave out what no published chain holds: paths, or rows behind which none stands.",
        "略去没有已发表机制链的通路或行。",
    ),
    "--queries": (
        "A folder of your own queries, used beside the shipped ones.  [env: MSC_GRAPH_QUERIES]",
        "您自己的提问所在的文件夹，与自带的一同使用。  [环境变量: MSC_GRAPH_QUERIES]",
    ),
    "--query": (
        "Only the nodes, assertions and mechanisms that this saved query names.",
        "只取该预存提问所提到的节点、陈述和机制。",
    ),
    "--reasoner": ("Which one --consistency asks.", "--consistency 请哪一个。"),
    "--remove": ("Take this source out of the store.", "把该来源移出库。"),
    "--replace": (
        "Put this source in the place of the one of its name.",
        "用该来源替换同名的来源。",
    ),
    "check --retracted": (
        "PubMed numbers of retracted articles, one a line (.gz too), to look for among the references.",
        "已撤稿论文的 PubMed 编号，每行一个（可为 .gz），在文献中查找它们。",
    ),
    "import --retracted": (
        "File of PMIDs of retracted papers, which are marked.",
        "已撤稿论文的 PMID 文件；这些论文会被标记。",
    ),
    "--safe": (
        "In CSV and TSV, write no cell that a spreadsheet would take for a formula.",
        "在 CSV 和 TSV 中不写会被电子表格当作公式的单元格。",
    ),
    "--scope": ("Only steps of this scope.", "只取该适用对象的步骤。"),
    "--scoring": (
        "Order by what states steps together, or by belief and degrees of predicates alone.",
        "排序依据：哪些来源一同陈述各步，或只看可信度和谓词的度。",
    ),
    "--seed": ("Start of the random numbers.", "随机数的起点。"),
    "--show": ("Print the SPARQL instead of running it.", "打印 SPARQL 而不运行。"),
    "--sign": ("Only paths of this net effect.", "只取这种净效应的通路。"),
    "--sort": (
        "Order of rows: least p, largest size, raised first (score, z) or lowered first (-score, -z).",
        "行的次序：p 最小、幅度最大、升高在前（score、z）或降低在前（-score、-z）。",
    ),
    "--species": (
        "Only steps of this species; may be repeated.",
        "只取该物种的步骤；可以重复。",
    ),
    "ground --species": (
        "Species of the names: human, Mus musculus, hsa, NCBITaxon:10090...",
        "名称所属的物种：human、Mus musculus、hsa、NCBITaxon:10090 等。",
    ),
    "--strict": (
        "With these four: leave out steps that state nothing of the kind.",
        "与以上四项一同使用：略去没有说明这些的步骤。",
    ),
    "--store": (
        "Use the graph in this folder (a store, or the adjacency form), behind this SPARQL endpoint, or on"
        " this Spark cluster (sc://HOST:15002/;adjacency=PLACE), not the curated one."
        "  [env: MSC_GRAPH_STORE]",
        "使用该文件夹（库或邻接格式）、该 SPARQL 端点或该 Spark 集群（sc://HOST:15002/;adjacency=PLACE）上的图，"
        "而非审编图谱。  [环境变量: MSC_GRAPH_STORE]",
    ),
    "--limits": (
        "How much of a graph in the adjacency form or behind an endpoint may be brought:"
        " nodes=N,rows=N,hub=N,seconds=N. The answer says which limit cut it.",
        "邻接格式或端点后的图最多可取回多少：nodes=N,rows=N,hub=N,seconds=N。若受限，回答会说明是哪一项。",
    ),
    "import --store": (
        "Folder of the store; it is made where there is none. With sc://HOST:15002/;adjacency=PLACE a Spark"
        " cluster reads tables of kgx, and makes the adjacency form there.  [env: MSC_GRAPH_STORE]",
        "库的文件夹；没有时会新建。用 sc://HOST:15002/;adjacency=PLACE 则由 Spark 集群读取 kgx 表，"
        "在该处做出邻接格式。  [环境变量: MSC_GRAPH_STORE]",
    ),
    "sources --store": (
        "Folder of the store.  [env: MSC_GRAPH_STORE]",
        "库的文件夹。  [环境变量: MSC_GRAPH_STORE]",
    ),
    "ground --tables": ("Folder of the tables; 'prepare' makes it.", "对照表的文件夹；由 'prepare' 建立。"),
    "import --tables": (
        "Folder that 'msc-graph ground' prepared, to turn names into identifiers.",
        "由 'msc-graph ground' 制作的文件夹，用来把名称换成标识符。",
    ),
    "--through": (
        "Categories along the way, such as 'MicroRNA > Gene > BiologicalProcess+ > Disease'.",
        "沿途的类别，如 'MicroRNA > Gene > BiologicalProcess+ > Disease'。",
    ),
    "--timeout": ("Seconds after which to stop.", "到多少秒停止。"),
    "paths --timeout": (
        "Seconds after which to give the best found so far.",
        "到多少秒给出已找到的最佳者。",
    ),
    "profile --timeout": (
        "Seconds after which to give the best found so far.",
        "到多少秒给出已找到的最佳者。",
    ),
    "rank --timeout": (
        "Seconds after which to give the best found so far.",
        "到多少秒给出已找到的最佳者。",
    ),
    "reason --timeout": ("Seconds for --consistency.", "--consistency 的秒数。"),
    "validate --timeout": ("Seconds after which to stop on a FILE.", "检查 FILE 时到多少秒停止。"),
    "--triples": (
        "Also write the triples that 'query', 'sparql', 'validate' and 'reason' read; else the first of them"
        " does.",
        "同时写出 query、sparql、validate、reason 所读的三元组；否则由其中首次运行者写出。",
    ),
    "--title": ("What the source is called in full.", "来源的全称。"),
    "--value-column": (
        "Header of the values, if it is not a usual one.",
        "数值列的表头（不是常见的表头时）。",
    ),
    "--verify": (
        "Also read every file, and say whether it is as it was written.",
        "另外读取每个文件，说明是否与写入时相同。",
    ),
    "--version": ("Show the version and exit.", "显示版本。"),
    "import --version": ("Version of the source.", "来源的版本。"),
    "--via": ("A node that every path visits; may be repeated.", "每条通路都经过的节点；可以重复。"),
    "--why": (
        "Tell why a statement holds: the facts under it, with references.",
        "说明一条陈述为何成立：所依据的事实及其文献。",
    ),
    "--workers": ("Processes for queries.", "运行查询的进程数。"),
    "-k": ("How many paths to show.", "显示几条通路。"),
    "export -k": (
        "With --paths: how many paths.  [default: 10]",
        "与 --paths 一同使用：几条通路。  [默认: 10]",
    ),
}

EXAMPLES: Messages = {
    "check": ("msc-graph check --level warning", "msc-graph check --level warning"),
    "export": (
        "msc-graph export near.graphml --around miR-21-5p --hops 2",
        "msc-graph export near.graphml --around miR-21-5p --hops 2",
    ),
    "build": (
        "msc-graph build core --files downloads --store my-store",
        "msc-graph build core --files downloads --store my-store",
    ),
    "find": ("msc-graph find cornea", "msc-graph find 角膜 --lang zh"),
    "ground": (
        "msc-graph ground prepare --tables my-tables --hgnc hgnc_complete_set.txt",
        "msc-graph ground prepare --tables my-tables --hgnc hgnc_complete_set.txt",
    ),
    "import": (
        "msc-graph import mirtarbase hsa_MTI.csv --store my-store",
        "msc-graph import mirtarbase hsa_MTI.csv --store my-store",
    ),
    "info": ("msc-graph info", "msc-graph info"),
    "mcp": ("msc-graph mcp --store my-store", "msc-graph mcp --store my-store"),
    "paths": (
        'msc-graph paths miR-21-5p "corneal injury" -k 3 --picture cornea.svg',
        "msc-graph paths miR-21-5p 角膜损伤 -k 3 --picture cornea.svg --lang zh",
    ),
    "profile": ("msc-graph profile profile.csv Disease", "msc-graph profile profile.csv Disease"),
    "query": (
        'msc-graph query cargo-for-disease -p disease="corneal injury"',
        "msc-graph query cargo-for-disease -p disease=角膜损伤 --lang zh",
    ),
    "rank": (
        'msc-graph rank MicroRNA "corneal injury" -o ranking.csv',
        "msc-graph rank MicroRNA 角膜损伤 -o ranking.csv --lang zh",
    ),
    "reason": (
        "msc-graph reason --why miR-21-5p a MicroRNACargo",
        "msc-graph reason --why miR-21-5p a MicroRNACargo",
    ),
    "serve": ("msc-graph serve --open", "msc-graph serve --open"),
    "show": ("msc-graph show S3-05", "msc-graph show S3-05"),
    "sources": ("msc-graph sources --store my-store", "msc-graph sources --store my-store"),
    "sparql": (
        'msc-graph sparql "SELECT ?gene {{ ?gene a msc:Gene }} LIMIT 5"',
        'msc-graph sparql "SELECT ?gene {{ ?gene a msc:Gene }} LIMIT 5"',
    ),
    "validate": ("msc-graph validate", "msc-graph validate"),
}
"""A call of each command."""

WORDS: Messages = {
    "example": ("Example", "示例"),
    "about": (
        "Ask a fact-checked knowledge graph of mesenchymal stem cell exosome biology.\n\n"
        "It says what is claimed, by whom, how good the evidence is, and what is right instead.",
        "向经过事实核查的间充质干细胞外泌体知识图谱提问。\n\n它说明谁说了什么，证据如何，正确的说法是什么。",
    ),
    "usage": ("Usage: ", "用法： "),
    "options": ("Options", "选项"),
    "commands": ("Commands", "命令"),
}
"""The whole command line, and the headings of help."""

EXTRAS: Messages = {
    "default: ": ("default: ", "默认: "),
    "required": ("required", "必填"),
}
"""What click puts behind the help of an option, by click's own words."""
