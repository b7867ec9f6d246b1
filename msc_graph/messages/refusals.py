"""What errors say, in Chinese: the English stands where the error is raised, its values as ``{}`` here.

``{…}`` is a value that others said: a parser, an engine, the system.
In the Chinese, ``{0}``, ``{1}`` are the values in the order of the English, and ``{}`` the next one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from msc_graph.messages.others import OTHERS

Refusals = Mapping[str, str]

CLICK: Refusals = MappingProxyType(
    {
        "Missing argument {}.": "缺少参数 {}。",
        "Missing option {}.": "缺少选项 {}。",
        "Missing argument {}. {}": "缺少参数 {}。{}",
        "Missing option {}. {}": "缺少选项 {}。{}",
        "Missing command.": "缺少命令。",
        "Invalid value for {}: {}": "{} 的值有误：{}",
        "Invalid value: {}": "值有误：{}",
        "No such option {}.": "没有选项 {}。",
        "No such option {}. {}": "没有选项 {}。{}",
        "Put -- before a name that begins with a hyphen.": "名称以 - 开头时，请在其前写 --。",
        "Put -p before it: -p {}.": "请在其前写 -p：-p {}。",
        "Put words that belong together in quotes: {}.": "属于一个名称的几个词请加引号：{}。",
        "Give {} without an option.": "{} 直接写出，不用选项。",
        "A wide blank parts no words: type an ordinary one in {}.": "全角空格不能分隔参数：请把 {} 中的改为普通空格。",
        "Option {} is given more than once.": "选项 {} 给了多次。",
        "{} is empty: give it a value, or leave it out.": "{} 是空的：请给它一个值，或去掉它。",
        "{} is no text: {} has bytes that are not UTF-8.": "{} 不是文本：{} 含有不是 UTF-8 的字节。",
        "No such command {}.": "没有命令 {}。",
        "No such command {}. {}": "没有命令 {}。{}",
        "(Did you mean one of: {}?)": "（您是指以下之一吗：{}）",
        "(Did you mean {}?)": "（您是指 {} 吗？）",
        "Did you mean one of: {}?": "您是指以下之一吗：{}",
        "Option {} requires an argument.": "选项 {} 需要一个值。",
        "Option {} requires {} arguments.": "选项 {} 需要 {} 个值。",
        "Option {} does not take a value.": "选项 {} 不带值。",
        "Got unexpected extra argument ({}).": "多出了参数（{}）。",
        "Got unexpected extra arguments ({}).": "多出了参数（{}）。",
        "{} is not a valid integer.": "{} 不是整数。",
        "{} is not a valid float.": "{} 不是数字。",
        "{} is not a valid boolean. Recognized values: {}": "{} 不是是非值。可用：{}",
        "{} is not one of {}.": "{} 不在以下之列：{}。",
        "Path {} is not readable.": "路径 {} 不可读。",
        "File {} is not readable.": "文件 {} 不可读。",
        "Directory {} is not readable.": "文件夹 {} 不可读。",
        "Path {} is not writable.": "路径 {} 不可写。",
        "File {} is not writable.": "文件 {} 不可写。",
        "Directory {} is not writable.": "文件夹 {} 不可写。",
        "{} {} is not executable.": "{} {} 不可执行。",
        "{} is not in the range {}.": "{} 不在范围 {} 之内。",
        "File {} is a directory.": "文件 {} 是文件夹。",
        "Directory {} is a file.": "文件夹 {} 是文件。",
        "{} is a directory.": "{} 是文件夹。",
        "{} is a file.": "{} 是文件。",
        "standard output has the result; name a file.": "标准输出已用于结果；请给出文件名。",
        "nan is no number of seconds.": "nan 不是秒数。",
        "an endpoint is only read; name a folder.": "端点只能读取；请给出文件夹。",
        "{} is none of {}.": "{} 不在以下之列：{}。",
    }
)
"""How a call is written, as click says it (and as we say it in its words)."""

SENTENCES: Refusals = MappingProxyType(
    {
        "Did you mean {}?": "您是指 {} 吗？",
        "Known ones: {}.": "已知的有：{}。",
        "Check the path.": "请检查路径。",
        "The categories are: {}.": "类别有：{}。",
        "The predicates are: {}.": "谓词有：{}。",
        "The values are: {}.": "可取的值有：{}。",
        "It has none.": "没有可取的值。",
        "Of another species there is {}.": "另一物种的有 {}。",
        "Nor is it a category.{}": "它也不是类别。{}",
        "For all nodes of a category write {}.": "要指一个类别的全部节点，请写 {}。",
        "Look for the right names with 'msc-graph find'": "用 'msc-graph find' 查找正确的名称",
        "Say which columns to read with --name-column and --value-column": (
            "请用 --name-column 和 --value-column 指明要读的列"
        ),
        "Take mouse and rat microRNAs for the human ones of the same name with --orthologs human": (
            "可用 --orthologs human 把小鼠和大鼠 microRNA 当作同名的人 microRNA"
        ),
        "query {}, parameter {}: {}": "提问 {}，参数 {}：{}",
        "query refused: {}": "查询被拒绝：{}",
        "query failed: {…}": "查询失败：{}",
        "query refused (line {}, column {}): {}": "查询被拒绝（第 {} 行第 {} 列）：{}",
        "query failed at line {}, column {}: {…}": "查询在第 {} 行第 {} 列失败：{}",
        "the endpoint {} gave no answer: {…}. Check its address and that it runs.": (
            "端点 {} 没有回答：{}。请检查地址，并确认它在运行。"
        ),
        "the validation failed: {…}": "验证未能完成：{}",
        "the reasoner failed: {…}": "推理未能完成：{}",
        "{} cannot hold {}: {} Choose another format, or mend the term.": (
            "{} 无法写出 {}：{}请换一种格式，或修改该项。"
        ),
        "the store is being written. Wait until that is done; reading goes on meanwhile.": (
            "库正被写入。请等它完成；其间可以照常读取。"
        ),
        "the store is being written by {}. Wait until that is done; reading goes on meanwhile.": (
            "库正被写入（{}）。请等它完成；其间可以照常读取。"
        ),
        "column {}: {}": "列 {}：{}",
        "it is closed": "它已关闭",
        "something else is there already; give a new name": "那里已有别的内容；请另起一个名称",
        "True or False": "True 或 False",
        "a function": "函数",
        "a mapping": "映射",
        "a list": "列表",
        "a graph": "图",
        "an edge of a graph": "图的一条边",
    }
)
"""Sentences that stand beside others, what errors put around them, what an argument must be, and why the system
refuses something."""

CALLS: Refusals = MappingProxyType(
    {
        "two results would be written here; name another file for one of them": (
            "两个结果都要写到这里；请给其中一个另起文件名"
        ),
        "this file is read; name another one to write to": "此文件正被读取；请写到另一个文件",
        "it would lie in {}, which msc-graph keeps; name another place": (
            "它会落在 {} 中，那是 msc-graph 的文件夹；请换一个位置"
        ),
        "say with --format what to write to standard output": "写到标准输出时，请用 --format 指定格式",
        "{} is two files: name a place for them instead of -": "{} 由两个文件组成：请给出位置，而不是 -",
        "{} goes with --{}": "{} 须与 --{} 同用",
        "{} goes with {}": "{} 须与 {} 同用",
        "a graph cannot be pickled: open it where it is needed, with load(), open_store(folder) or"
        " connect(place); its network and its property_graph() can be pickled": (
            "图谱不能用 pickle 保存：请在需要之处用 load()、open_store(folder) 或 connect(place) 打开；"
            "其 network 和 property_graph() 可以"
        ),
        "files to import are a path or several, not of the kind {}": "要导入的文件是一个或多个路径，而不是 {} 类型",
        "files to import are a path or several, not of the kind {}; write the table to a file first": (
            "要导入的文件是一个或多个路径，而不是 {} 类型；请先把表写入文件"
        ),
        "a file to import is a path, not of the kind {}": "要导入的文件是路径，而不是 {} 类型",
        "{} would hold {}, but {} is the extension of {}. Leave --format out, or name another file.": (
            "{0} 将写入 {1}，但 {2} 是 {3} 的扩展名。请去掉 --format，或换一个文件名。"
        ),
        "--{} goes with 'msc-graph ground prepare'": "--{} 须与 'msc-graph ground prepare' 同用",
        "give names to look up, or --from FILE; or 'prepare' to make tables": (
            "请给出要查的名称，或用 --from FILE；或用 'prepare' 制作对照表"
        ),
        "say what the names are of: --kind {}": "请说明是哪一类名称：--kind {}",
        "'prepare' makes tables; look names up in a second call": "'prepare' 只制作对照表；请另行查找名称",
        "a cluster imports kgx, not {}: import that into a folder": "集群只导入 kgx，不导入 {}：请导入到文件夹",
        "{} is not for a cluster: leave it out, or import into a folder": (
            "{} 不用于集群：请去掉它，或导入到文件夹"
        ),
        "say into which folder to import: --store DIR, or set MSC_GRAPH_STORE": (
            "请说明导入到哪个文件夹：--store DIR，或设置 MSC_GRAPH_STORE"
        ),
        "say where the downloads lie (--files DIR), and where the store goes (--store DIR)": (
            "请说明下载的文件在哪里（--files DIR），库放在哪里（--store DIR）"
        ),
        "--timeout is for a FILE of yours; the graph itself is checked without a limit": (
            "--timeout 只用于您自己的 FILE；检查图本身不设时限"
        ),
        "there is no folder {}; make it first, or name another": "没有文件夹 {}；请先建立，或换一个",
        "a parameter is given as key=value, not {}": "参数写作 key=value，而不是 {}",
        "parameter {} is given twice": "参数 {} 给了两次",
        "its rows or cells lie too far apart to be true. Save it as CSV.": (
            "它的行或单元格相距太远，不可能属实。请另存为 CSV。"
        ),
        "a row of its part {} has more than {} cells. Save it as CSV.": (
            "部件 {} 中有一行超过 {} 个单元格。请另存为 CSV。"
        ),
        "{} is no text: say with --output where to write it": "{} 不是文本：请用 --output 说明写到哪里",
        "-k and --all contradict each other; give one of them": "-k 与 --all 互相矛盾；请只给一个",
        "--limit is for rows, and this query gives triples: write LIMIT in the query": (
            "--limit 用于行，而此查询给出三元组：请在查询中写 LIMIT"
        ),
        "name the query that --limit is meant for": "请给出 --limit 所指的提问",
        "name the query that -p, --show or --explain is meant for": "请给出 -p、--show 或 --explain 所指的提问",
        "give the query as an argument, or with --file": "请直接给出查询，或用 --file",
        "--why and --consistency are two questions: ask them in two calls": (
            "--why 与 --consistency 是两个问题：请分两次提问"
        ),
        "--{} is for --consistency: add that, or leave --{} out": "--{} 用于 --consistency：请加上它，或去掉 --{}",
        "to listen on {}, say with --allow-host under which name the server is reached": (
            "要在 {} 上监听，请用 --allow-host 说明访问服务器所用的名称"
        ),
        "--allow-host {} is no name of a host: one name each, without http:// and port; repeat --allow-host for others": (
            "--allow-host {} 不是主机名：每次一个名称，不带 http:// 与端口；多个名称请重复 --allow-host"
        ),
        "--limits is for a graph in the adjacency form or behind an endpoint; leave it out": (
            "--limits 用于邻接格式或端点后的图；请去掉它"
        ),
        "{} is no regular file, and this format writes two files beside it; name a file": (
            "{} 不是普通文件，而此格式会在其旁写两个文件；请给出文件"
        ),
        "{} is {}, but it must be a text": "{} 是 {}，但应为文本",
        "{} is {}, but it must be a whole number": "{} 是 {}，但应为整数",
        "{} is {}, but it must be at least {}": "{} 是 {}，但至少应为 {}",
        "{} holds a NUL, which no name of a file may": "{} 含有 NUL，文件名中不得有",
        "{} holds what is no character, which no name of a file may": "{} 含有不成字符的内容，文件名中不得有",
        "{} has no form for the triples that a CONSTRUCT query makes: choose an RDF format, or graphml": (
            "{} 无法写出 CONSTRUCT 查询得到的三元组：请选择 RDF 格式或 graphml"
        ),
        "the adjacency form holds a whole graph: leave the part out, or take parquet": (
            "邻接格式只写整个图：请去掉所选部分，或用 parquet"
        ),
        "a page shows a part of the graph: a node with its neighbours (one hop), paths between two nodes,"
        " or the answer of a saved query": "网页只显示图的一部分：一个节点及其相邻节点（一步）、两个节点间的通路，或一个预存提问的回答",
        "give a name to look for; an empty text means no node": "请给出要找的名称；空文本不指任何节点",
        "unknown category {}.{}": "未知的类别 {}。{}",
        "an engine answers queries, which {} does not": "引擎要能回答查询，而 {} 不能",
        "ask for one part: around a node, along paths, what a query names, or all edges": (
            "只能要一个部分：某节点周围、通路沿线、某提问所及，或全部的边"
        ),
        "unknown language {}; the languages are {}": "未知的语言 {}；可用的语言：{}",
        "unknown engine {}; the engines are {}": "未知的引擎 {}；可用的引擎：{}",
        "unknown reasoner {}; they are {} and both": "未知的推理机 {}；可用的有：{} 和 both",
        "say where the graph lies for the cluster: connect({}, adjacency='s3a://...'), or ';adjacency=...' at the end of"
        " the address": (
            "请说明图在集群中的位置：connect({}, adjacency='s3a://...')，或在地址末尾写 ';adjacency=...'"
        ),
        "{} is no address of a Spark Connect server, or parameters follow it in another way than"
        " sc://HOST:PORT/;NAME=VALUE;NAME=VALUE": (
            "{} 不是 Spark Connect 服务器的地址，或其后参数的写法不是 sc://HOST:PORT/;名称=值;名称=值"
        ),
        "{} is a picture, which is drawn beside the result: --picture {}": (
            "{} 是图片，与结果分开绘制：--picture {}"
        ),
        "unknown option {}.{}": "未知的选项 {}。{}",
        "unknown format {}; known: {}": "未知的格式 {}；已知的：{}",
        "a memory limit is a whole number of MiB, at least {}, not {}": "内存上限是整数（MiB），至少 {}，而不是 {}",
        "a memory limit is a whole number of MiB, at most {}, not {}": "内存上限是整数（MiB），至多 {}，而不是 {}",
        "a time limit is a positive number of seconds, not {}": "时限是大于 0 的秒数，而不是 {}",
        "a date is written as 2026-11-22, not {}": "日期写作 2026-11-22，而不是 {}",
        "labels are given by a language or a function, not by {}": "名称由语言或函数给出，而不是 {}",
        "the answer came without its graph: give a function that returns the labels": (
            "该结果没有附带其图谱：请给出返回名称的函数"
        ),
        "an endpoint's address begins with http:// or https://, not {}": (
            "端点的地址以 http:// 或 https:// 开头，而不是 {}"
        ),
        "{} is no address of an endpoint: {…}": "{} 不是端点的地址：{}",
        "it names a user; leave the part before '@' out": "其中有用户名；请去掉 '@' 之前的部分",
        "it holds a blank or a control character": "其中有空格或控制字符",
        "it names no host": "其中没有主机名",
        "its port is no number from {} to {}": "其中的端口不是 {} 到 {} 的数字",
        "its host is no name of the internet": "其中的主机名不是互联网名称",
        "{} is not an IRI: {…}": "{} 不是 IRI：{}",
        "name at least one file to import": "请至少给出一个要导入的文件",
        "a source cannot be called {}: take lower-case letters, digits, '.', '_' or '-', and none of {}. Say --name.": (
            "来源不能叫 {}：请用小写字母、数字、'.'、'_' 或 '-'，且不得为 {}。请用 --name。"
        ),
        "the format {} has no parameter {}.{} Its parameters: {}.": "格式 {} 没有参数 {}。{}它的参数：{}。",
        "an import has no option {}; its options: {}": "导入没有选项 {}；它的选项：{}",
        "{} has a source {} already, from {}. Say --replace to put the new one in its place, or give it another --name.": (
            "{} 已有来源 {}（来自 {}）。要替换它请用 --replace，否则请换一个 --name。"
        ),
        "{} has a source {} already, from {}, which no build brought. Give that of the recipe another name, or remove"
        " it: msc-graph sources --remove {}": (
            "{} 已有来源 {}（来自 {}），它不是由构建得来的。请在配方中换一个名称，或移除它：msc-graph sources --remove {}"
        ),
        "{} has no source {}; its imported sources: {}": "{} 没有来源 {}；已导入的来源：{}",
        "the graph has a source {} already; say replace=True, or give another name": (
            "图中已有来源 {}；请用 replace=True，或换一个名称"
        ),
        "the store has {} triples, and reasoning is worked out in memory for at most {}. Export a part of it"
        " ('msc-graph export part.nq --around NODE') and reason over that file.": (
            "库有 {} 个三元组，而在内存中最多推理 {} 个。请导出一部分"
            "（'msc-graph export part.nq --around NODE'），再对该文件推理。"
        ),
        "this graph is read-only, as it comes from prepared files; load it with load()": (
            "此图来自预备文件，只能读取；请用 load() 载入"
        ),
        "the graph at {} is read-only: {}. Import into a store ('msc-graph import … --store DIR').": (
            "{} 处的图只能读取：{}。请导入到库中（'msc-graph import … --store DIR'）。"
        ),
        "{} holds a graph in the adjacency form, which answers find, paths, rank and profile; {} needs the graph"
        " itself: a store, a file, or an endpoint": (
            "{} 是邻接格式的图，只回答 find、paths、rank 和 profile；{} 需要图本身：库、文件或端点"
        ),
        "a saved question": "预存的提问",
        "what lies around a node": "节点的周围",
        "what was asked": "所问的内容",
        "an inference": "推理",
        "an import": "导入",
        "retracted articles are a list of PubMed numbers, not {}": "撤稿文章是 PubMed 编号的列表，而不是 {}",
        "the parameters are a mapping from name to value, not {}": "参数是名称到值的映射，而不是 {}",
        "the explorer shows at most {} nodes, not {}. Drop some first.": "浏览页最多显示 {} 个节点，而不是 {} 个。请先去掉一些。",
        "cannot hide {}; known: {}": "无法隐藏 {}；已知的：{}",
        "there is no operation {}. Known: {}": "没有操作 {}。已知的：{}",
        "choose a file, or paste names with their values": "请选择文件，或粘贴名称及其数值",
        "a profile may have {} bytes, and this one has more": "谱最多 {} 字节，此谱更大",
        "say with from and to between which things": "请用 from 和 to 说明在哪些事物之间",
        "there is no page {}; begin at /": "没有页面 {}；请从 / 开始",
        "the header Accept: {} is malformed ({…})": "请求头 Accept: {} 有误（{}）",
        "{} has no parameter {}.{} Its parameters: {}.": "{} 没有参数 {}。{}它的参数：{}。",
        "a profile is posted as application/json or multipart/form-data": (
            "谱以 application/json 或 multipart/form-data 提交"
        ),
        "the query is not UTF-8 text (byte {})": "查询不是 UTF-8 文本（第 {} 字节）",
        "the parameters cannot be read ({…})": "参数无法读取（{}）",
        "the graph is read-only, so there are no updates": "图只能读取，因此不接受更新",
        "there is no query in the request": "请求中没有查询",
        "this query gives {}; ask for one of its formats": "此查询给出 {}；请要求它的某种格式",
        "the answer is one that If-None-Match names": "If-None-Match 中已列有此回答",
        "a request is sent as it is, not compressed": "请求须原样发送，不得压缩",
        "this address is asked for by {}": "此地址以 {} 请求",
        "the parameter {} is an IRI, not {}": "参数 {} 须为 IRI，而不是 {}",
        "the parameter {} is yes or no, not {}": "参数 {} 为 yes 或 no，而不是 {}",
        "a message is posted as {}, not as {}": "消息以 {} 提交，而不是 {}",
        "a form is posted as {} or {}, not as {}": "表单以 {} 或 {} 提交，而不是 {}",
        "known formats: {}": "已知的格式：{}",
        "the header Accept-Encoding allows neither gzip nor identity": (
            "请求头 Accept-Encoding 既不允许 gzip，也不允许 identity"
        ),
        "a request holds at most {} bytes": "一次请求至多 {} 字节",
        "a query is UTF-8 text, not {}": "查询是 UTF-8 文本，而不是 {}",
        "a query is posted as {} or {}, not as {}": "查询以 {} 或 {} 提交，而不是 {}",
        "the parameter {} is given more than once": "参数 {} 给了不止一次",
        "the parameters of the address cannot be read ({…})": "地址中的参数无法读取（{}）",
        "the address of a Spark server begins with sc://, not {}": "Spark 服务器的地址以 sc:// 开头，而不是 {}",
        "the tables are a list of texts, as the cluster calls them": "表是文本的列表，写法与集群相同",
        "limits are Limits, not of the kind {}": "limits 应为 Limits，而不是 {}",
        "a row of a table is a list of values, not of the kind {}": "表的一行是值的列表，而不是 {}",
        "a row has another number of values than the {} columns": "有一行的值数与 {} 列不符",
        "it is no SSSOM table: between tabs, its header lacks {}.": (
            "不是 SSSOM 表：表头（以制表符分隔）缺少 {}。"
        ),
        "no mapping of {} in it is exact: broader, close and denied ones say nothing.": (
            "其中没有 {} 的精确映射：更宽、相近和被否定的映射不算。"
        ),
        "{} Put -- before a name that begins with a hyphen.": "{}名称以 - 开头时，请在其前写 --。",
        "options of an import are ImportOptions, not {}": "导入的选项是 ImportOptions，而不是 {}",
        "paths lead from one name to another: give two names": "通路从一个名称到另一个：请给出两个名称",
        "{} is of the kind {}, but it must be {}": "{} 是 {}，但应为 {}",
        "--full is for --why: add that, or leave --full out": "--full 用于 --why：请加上它，或去掉 --full",
        "a parameter of many values has no default: without values it is empty": (
            "多值参数没有默认值：不给值即为空"
        ),
        "FROM may only name a graph of this store, not {}.{}": "FROM 只能指本库中的图，而不是 {}。{}",
        "EXISTS must hold just one GRAPH of asserted statements, such as graph:curated": (
            "EXISTS 中只能有一个含断言陈述的 GRAPH，如 graph:curated"
        ),
        "no endorsed edge leads from one of them to another. Take the surroundings of a node (--around), or a query whose answer names assertions, mechanisms, or both ends of edges.": (
            "它们之间没有获认可的边。请取某个节点的周围（--around），或用答案中含陈述、机制或边的两端的提问。"
        ),
        "no edge among the {} nodes of this part: {}": "这一部分的 {} 个节点之间没有边：{}",
        "none of the assertions that the answer names is endorsed, and {} holds endorsed edges only. An RDF format (.ttl, .nq) holds them all, with their verdicts.": (
            "答案所指的陈述都未获认可，而 {} 只含获认可的边。RDF 格式（.ttl、.nq）含全部陈述及其判定。"
        ),
    }
)
"""How something is called, from the command line, from Python or through the server."""

QUESTIONS: Refusals = MappingProxyType(
    {
        "the metapath is {}, but it must be a text like 'MicroRNA > Gene > Disease'": (
            "元路径是 {}，但应为文本，如 'MicroRNA > Gene > Disease'"
        ),
        "the metapath {} has {} links, but it must have 1 to {}": "元路径 {} 有 {} 条连接，但应为 1 至 {} 条",
        "a category is missing in the metapath {}; example: Gene -interacts-> Gene > Disease": (
            "元路径 {} 缺少类别；例如：Gene -interacts-> Gene > Disease"
        ),
        "'through' must be an expression of 1 to {} characters, not {}": "'through' 应为 1 至 {} 个字符的表达式，而不是 {}",
        "'through' is malformed at character {} of {}: {}. Example: MicroRNA > Gene > BiologicalProcess+ > Disease": (
            "'through' 在第 {} 个字符处有误（{}）：{}。例如：MicroRNA > Gene > BiologicalProcess+ > Disease"
        ),
        "'through' is malformed at character {} of {}: {}": "'through' 在第 {} 个字符处有误（{}）：{}",
        "this does not belong here": "此处不应有它",
        "the expression is too large": "表达式太大",
        "repetitions lie between 0 and {}, the smaller number first": "重复次数在 0 与 {} 之间，小的在前",
        "parentheses are nested deeper than {}": "括号嵌套超过 {} 层",
        "a closing parenthesis is missing": "缺少右括号",
        "a category is missing": "缺少类别",
        "'through' is too large: it needs more than {} states": "'through' 太大：需要超过 {} 个状态",
        "the question needs about {} GB, more than {} GB: {} edges may take part, each in {} states."
        " Ask for fewer hops, fewer nodes to visit or a shorter pattern": (
            "此问题约需 {} GB，超过 {} GB：可能涉及 {} 条边，每条有 {} 个状态。请减少步数、途经节点，或缩短模式"
        ),
        "{} is {}, but it must be one of {}": "{} 是 {}，但应为以下之一：{}",
        "orthologs is {}, but it must be 'human', or None for none": "orthologs 是 {}，但应为 'human'，或 None 表示不用",
        "source and target are the same node, {}; name two nodes": "起点与终点是同一个节点 {}；请给出两个节点",
        "{} nodes are to be visited, but a path of {} edges has fewer": "要途经 {} 个节点，但 {} 条边的通路没有这么多",
        "{} is of the kind {}, but it must be True or False": "{} 的类型是 {}，但应为 True 或 False",
        "{} is of the kind {}: give a mapping": "{} 的类型是 {}：请给出映射",
        "{} is of the kind {}: give a set of texts": "{} 的类型是 {}：请给出文本的集合",
        "{} is of the kind {}: give Grounding.open(folder)": "{} 的类型是 {}：请给出 Grounding.open(文件夹)",
        "the parameter {}": "参数 {}",
        "the name of a parameter": "参数的名称",
        "the option {} of an import": "导入的选项 {}",
        "the file is open already: give its name": "文件已经打开：请给出它的名称",
        "directed is {}, but it must be True or False": "directed 是 {}，但应为 True 或 False",
        "{} is {}, but it must be {} between {} and {}": "{} 是 {}，但应为{}，在 {} 与 {} 之间",
        "{} is to be avoided, but also source, target or to be visited": "{} 要避开，却又是起点、终点或途经节点",
        "{} is {}, but it must be a name, or a list of names": "{} 是 {}，但应为一个名称或名称的列表",
        "the {} names no node; name one, several, or a category as 'any Disease'": (
            "{} 没有指出节点；请给出一个、几个，或像 'any Disease' 那样给出类别"
        ),
        "'predicates' is empty; name the predicates to allow, or leave it out": (
            "'predicates' 是空的；请给出允许的谓词，或去掉它"
        ),
        "a predicate without a name; give one, such as 'promotes'": "谓词没有名称；请给出，如 'promotes'",
        "unknown predicate {}.{}": "未知的谓词 {}。{}",
        "unknown predicate {}.{} Give the name or the label of a predicate of the ontology, such as 'targets';"
        " 'a' asks for a class.": "未知的谓词 {}。{}请给出本体中谓词的名称或标签，如 'targets'；'a' 用来问类别。",
        "no edge states the {} {}.{}": "没有边说明{} {}。{}",
        "no edge states the species {}.{}": "没有边说明物种 {}。{}",
        "no edge states the cell {}.{}": "没有边说明受体细胞 {}。{}",
        "no edge states the scope {}.{}": "没有边说明适用对象 {}。{}",
        "no edge states the evidence {}.{}": "没有边说明证据类型 {}。{}",
        "The species are: {}.": "物种有：{}。",
        "The cells are: {}.": "细胞有：{}。",
        "The scopes are: {}.": "适用对象有：{}。",
        "The types of evidence are: {}.": "证据类型有：{}。",
        "a sign is '+', '-' or '?', not {}": "正负号是 '+'、'-' 或 '?'，而不是 {}",
        "a ranking needs a category or several nodes at one end, such as 'any Disease'": (
            "排序需要一端是类别或几个节点，如 'any Disease'"
        ),
        "{} sources and {} targets are too many pairs; name fewer": "{} 个起点和 {} 个终点的组合太多；请少给一些",
        "there is no such parameter; this question has none.": "没有此参数；这个提问不带参数。",
        "there is no such parameter; the parameters are: {}.": "没有此参数；参数有：{}。",
        "there is no such parameter; the parameters are: {}. Did you mean {}?": "没有此参数；参数有：{}。您是指 {} 吗？",
        "there are {} values, and may be {}.": "给了 {} 个值，最多 {} 个。",
        "the graph has no such value as {}. {}": "图中没有 {} 这个值。{}",
        "the graph has no such value as {}.": "图中没有 {} 这个值。",
        "a value is needed, for example {}.": "需要一个值，例如 {}。",
        "the value must be a text, not {}.": "值应为文本，而不是 {}。",
        "a whole number is needed, not {}.": "需要整数，而不是 {}。",
        "the value has {} bytes and may have {}.": "值有 {} 字节，最多 {} 字节。",
        "the value has a lone surrogate, which is no character.": "值中有单独的代理码，不成字符。",
        "{} is one of {}, not {}.": "{} 是以下之一：{}，而不是 {}。",
        "a whole number of at most 18 digits is needed, not {}.": "需要至多 18 位的整数，而不是 {}。",
        "{} is a list, and one document is needed.": "{} 是列表，而此处需要一篇文献。",
        "{} is neither an IRI nor a CURIE with a known prefix.": "{} 既不是 IRI，也不是前缀已知的 CURIE。",
        "{} is not an IRI: {…}.": "{} 不是 IRI：{}。",
        "the text has {} bytes and may have {}. Ask a shorter question.": "文本有 {} 字节，最多 {} 字节。请缩短提问。",
        "the text has a lone surrogate, which is no character. Remove it.": "文本中有单独的代理码，不成字符。请删去。",
        "the escape \\u may hide a keyword. Write the character itself.": "转义 \\u 可能藏有关键字。请直接写该字符。",
        "a query may not call another endpoint, so the word SERVICE is refused wherever it stands."
        " Where you need it inside a string, write CONCAT('serv', 'ice').": (
            "查询不得调用别的端点，所以 SERVICE 一词在任何位置都不接受。"
            "若字符串中需要它，请写 CONCAT('serv', 'ice')。"
        ),
        "brackets are nested deeper than {}. Flatten the query.": "括号嵌套超过 {} 层。请把查询写平。",
        "{} is an update, and the graph is read-only. Ask with SELECT, ASK, CONSTRUCT or DESCRIBE.": (
            "{} 是更新，而图只能读取。请用 SELECT、ASK、CONSTRUCT 或 DESCRIBE 提问。"
        ),
        "not valid SPARQL": "不是有效的 SPARQL",
        "a wide blank stands before {}. Type an ordinary one.": "{} 之前是全角空格。请改为普通空格。",
        "not valid SPARQL: {} cannot stand there": "不是有效的 SPARQL：此处不能出现 {}",
        "the text that begins with {} is not closed.": "以 {} 开头的文本没有结束。",
        "not valid SPARQL: something is missing at its end": "不是有效的 SPARQL：结尾缺少内容",
        "Prefix not found: {}. {}": "没有声明前缀 {}。{}",
        "Declare it: PREFIX {}.": "请声明：PREFIX {}。",
        "Declare it; one of an imported source is PREFIX {}.": "请声明；导入来源的前缀写作 PREFIX {}。",
        "an expression that is selected has brackets and a name: ({}(...) AS ?x).": (
            "被选出的表达式要有括号和名称：({}(...) AS ?x)。"
        ),
        "the engine stopped with exit status {} ({…}). Simplify the query.": "引擎以状态 {} 停止（{}）。请简化查询。",
        "it overflowed the engine's stack. Write it with fewer nested or chained parts.": (
            "它超出了引擎的栈。请减少嵌套或连接的部分。"
        ),
        "its answer holds terms that cannot be read back: {…}.": "回答中有无法读回的项：{}。",
        "{} is a parameter and {}: it stands for a fixed value": "{} 是参数，{}：它代表固定的值",
        "the answer passed {}. Add a LIMIT, or ask for less.": "回答超过了 {}。请加上 LIMIT，或缩小提问。",
        "the limit of {} rows at the endpoint, which left out the rest": "端点 {} 行的上限（其余未给出）",
        "the limit of {} rows": "{} 行的上限",
        "the limit of {} cells": "{} 个单元格的上限",
        "the limit of {} cells (rows times columns)": "{} 个单元格（行乘以列）的上限",
        "the limit of {} bytes": "{} 字节的上限",
        "the limit of {} bytes for one row": "每行 {} 字节的上限",
        "the memory limit of {} MiB": "{} MiB 的内存上限",
        "the size that a single value may have": "单个值的大小上限",
        "its answer is malformed ({…})": "回答有误（{}）",
        "values are nested more than {} deep": "值的嵌套超过 {} 层",
        "it has more than {} variables": "其变量超过 {} 个",
        "it has two headers {}": "它有两个 {} 头",
        "it is packed ({}), which was not asked for": "它是压缩的（{}），而并未要求压缩",
        "it does not say of what type it is": "它未说明自己的类型",
        "it answered {} {}": "它回答了 {} {}",
        "{}, asked through the proxy that {} names": "{}（经 {} 所指的代理提问）",
        "a limit of time or rows at the endpoint, which left out the rest": "端点的时限或行数上限（其余未给出）",
        "it holds rows and a truth value": "其中既有行又有是非值",
        "it holds more than {} triple terms in one line": "一行中有超过 {} 个三元组项",
        "it ends {} bytes before its end": "还差 {} 字节就断了",
        "it is of type {}": "它的类型是 {}",
        "{} are asked for with {}, and it holds {}": "要的是 {}（{}），得到的是 {}",
        "it holds no triples": "其中没有三元组",
        "{} claims, more than {}, are made around it. Take fewer hops": (
            "其周围有 {} 条说法，超过 {} 条。请减少步数"
        ),
        "it holds {} triples, and at most {} are copied for this. Ask with 'query' or 'sparql', or import a dump of it"
        " with 'msc-graph import rdf'": (
            "它有 {} 条三元组，而为此最多复制 {} 条。请用 'query' 或 'sparql' 提问，或用 'msc-graph import rdf' 导入它的转储文件"
        ),
        "its graph is too large to be copied for this. Ask with 'query' or 'sparql', or import a dump of it"
        " with 'msc-graph import rdf'": (
            "图太大，无法为此复制。请用 'query' 或 'sparql' 提问，或用 'msc-graph import rdf' 导入其转储"
        ),
        "the endpoint says: {…}": "端点说：{}",
        "the length of a query that the endpoint takes": "端点所接受的查询长度",
        "it counts {} rows and gives {}: its answers are not whole": "它数出 {} 行，却给出 {} 行：答案不完整",
        "its answer has other columns than were asked for": "回答的列与所问的不同",
        "its answer holds other things than were asked for": "回答中有未问及的内容",
        "what it counted is no number": "它数出的不是数",
        "it has edges of {} that it does not count": "它有 {} 的边，却没有计入",
        "a claim there is malformed: {…}": "那里有一条说法有误：{}",
        "its predicate {} is not declared there": "它的谓词 {} 在那里没有声明",
        "{} claims speak of {}, too many to be shown. Ask with 'query' or 'sparql'": (
            "{} 条说法涉及 {}，太多而无法显示。请用 'query' 或 'sparql' 提问"
        ),
        "there is no such check {}.{}": "没有检查 {}。{}",
        "a check looks no node up, but was asked for {}": "检查不查找节点，却被问到 {}",
    }
)
"""Questions: paths, saved and free queries, endpoints."""

DATA: Refusals = MappingProxyType(
    {
        "the profile is {}, but it must be a file, a frame, a series, a mapping, or a list of names or of (name, value) pairs": (
            "谱是 {}，但应为文件、数据框、序列、映射，或名称或 (名称, 数值) 对的列表"
        ),
        "a row of the profile is {}, but it must be a name, or a Measured(name, value)": (
            "谱的一行是 {}，但应为名称或 Measured(名称, 数值)"
        ),
        "a row of the profile is {}, but it must be a Measured(name, value)": "谱的一行是 {}，但应为 Measured(名称, 数值)",
        "the profile: {…} (row {})": "谱：{}（第 {} 行）",
        "the profile: {…}": "谱：{}",
        "no row of the profile has a name and a finite value ({} were read). {}": (
            "谱中没有一行既有名称又有有限数值（读了 {} 行）。{}"
        ),
        "no name of the profile is in the graph ({} looked up: {}). {}": "谱中的名称都不在图中（查了 {} 个：{}）。{}",
        "{} nodes have several values ({}). Keep one of each, or say how to combine them with --duplicates {}": (
            "{} 个节点有多个数值（{}）。请各留一个，或用 --duplicates {} 说明如何合并"
        ),
        "no column of names: {} is needed, but the columns are {}": "没有名称列：需要 {}，而列有 {}",
        "no column of values: {} is needed, but the columns are {}": "没有数值列：需要 {}，而列有 {}",
        "{} cannot be written as an IRI ({…})": "{} 无法写成 IRI（{}）",
        "evidence type {} has no weight.{}": "证据类型 {} 没有权重。{}",
        "{} has no {}. Run 'msc-graph validate' to see all such faults.": (
            "{} 没有 {}。请运行 'msc-graph validate' 查看所有此类错误。"
        ),
        "the edges need the columns {}; missing: {}. Give three sequences, or a frame that has them.": (
            "边需要列 {}；缺少：{}。请给出三个序列，或含有它们的数据框。"
        ),
        "the columns {} are missing; edges need {}": "缺少列 {}；边需要 {}",
        "the columns must be equally long, but their lengths are: {}": "各列应一样长，但长度为：{}",
        "an {} is empty": "有空的 {}",
        "a {} is empty": "有空的 {}",
        "{} holds a lone surrogate, which is no character": "{} 含有单独的代理码，那不成字符",
        "there are {} different values of {}, more than a network holds": "{1} 有 {0} 个不同的值，超过网络所能容纳",
        "row {}: a belief is a number above 0 and at most 1, not {}": "第 {} 行：可信度大于 0 且至多为 1，而不是 {}",
        "row {}: a belief lies above 0 and is at most 1, but it is {}": "第 {} 行：可信度大于 0 且至多为 1，却是 {}",
        "row {}: a sign is '+', '-' or '?', not {}": "第 {} 行：正负号是 '+'、'-' 或 '?'，而不是 {}",
        "there are {} edges, but {} values of {}": "有 {} 条边，却有 {} 个 {} 的值",
        "the column {} is {}, but it must be a sequence, one value an edge": "列 {} 是 {}，但应为序列，每条边一个值",
        "the category of {} is {}, but it must be a text": "{} 的类别是 {}，但应为文本",
        "an {} must be a text ({…})": "{} 应为文本（{}）",
        "{} is no {}: a text is needed, not a {}": "{} 不是 {}：需要文本，而不是 {}",
        "row {}: {} is no {}: a text is needed, not a {}": "第 {} 行：{} 不是 {}：需要文本，而不是 {}",
        "{} names no paper, record or context: a text is needed": "{} 没有指出论文、记录或语境：需要文本",
        "a paper, record or context is named by a text ({…})": "论文、记录或语境以文本命名（{}）",
        "{} is there already; give a new folder, or remove it first": "{} 已存在；请给出新的文件夹，或先移走它",
        "a row of {} is needed, not of {}": "需要一行 {}，而不是 {}",
        "this is a network of version {}, not {}": "这是版本 {} 的网络，而不是 {}",
        "this is not a saved network ({…})": "这不是保存的网络（{}）",
        "it has {} entries, but {} are needed": "它有 {} 项，但需要 {} 项",
        "{} has no declared prefix.{}": "{} 的前缀没有声明。{}",
        "{}: a sign is '+', '-' or '?', not {}": "{}：正负号是 '+'、'-' 或 '?'，而不是 {}",
        "a table of {}s has no column {}; its columns are {}": "{} 的表没有列 {}；它的列有 {}",
        "a {} has no {}": "{} 缺少 {}",
        "source {}: {} is no identifier; write a CURIE such as HGNC:8763, or a whole IRI": (
            "来源 {}：{} 不是标识符；请写 CURIE（如 HGNC:8763）或完整的 IRI"
        ),
        "{} has no prefix. Write a CURIE such as HGNC:8763, or a whole IRI.{}": (
            "{} 没有前缀。请写 CURIE（如 HGNC:8763）或完整的 IRI。{}"
        ),
        "the ontology has no weight for the evidence type {}.{}": "本体中证据类型 {} 没有权重。{}",
        "source {}: evidence 'supports' or 'refutes', but a row has {}": (
            "来源 {}：证据应为 'supports' 或 'refutes'，但有一行是 {}"
        ),
        "the ontology has no property {} with values of its own.{}": "本体中没有属性 {}。{}",
        "source {}: {} has {} {}, which is no {}": "来源 {}：{} 的 {} 是 {}，不是 {}",
        "the ontology has no class {} of nodes.{}": "本体中没有节点类别 {}。{}",
        "predicate {}: a role is one of {}, not {}": "谓词 {}：作用是以下之一：{}，而不是 {}",
        "{} is no predicate of the graph.{}": "{} 不是图的谓词。{}",
        "{} is no predicate of the ontology.{}": "{} 不是本体中的谓词。{}",
        "{} is no evidence type of the ontology.{}": "{} 不是本体中的证据类型。{}",
        "a table needs to know its {}: -p {}=COLUMN, or in a mapping file.": "表需要知道 {}：-p {}=列名，或写在映射文件中。",
        "{}_kind is one of {}, not {}.{}": "{}_kind 是以下之一：{}，而不是 {}。{}",
        "{}_kind is for names and {}_prefix for identifiers; give one of them.": (
            "{}_kind 用于名称，{}_prefix 用于标识符；请只给一个。"
        ),
        "delimiter is one ASCII character or one of {}, not {}.": "分隔符是一个 ASCII 字符或以下之一：{}，而不是 {}。",
        "{}: {} compares with no number. Write it as in >=0.5 or <1e-3.": (
            "{}：{} 没有可比较的数字。请写成 >=0.5 或 <1e-3 那样。"
        ),
        "quoted is yes or no, not {}.": "quoted 是 yes 或 no，而不是 {}。",
        "a table has no option {}.{} Its options are {}.": "表没有选项 {}。{}它的选项有 {}。",
        "signs: {} is '+', '-' or '?' (in quotes), not {}.": "signs：{} 是 '+'、'-' 或 '?'（加引号），而不是 {}。",
        "predicates: {} needs an 'id', a CURIE such as biolink:regulates; it may have a 'label', a text.{}": (
            "predicates：{} 需要 'id'，如 biolink:regulates 那样的 CURIE；可以有文本 'label'。{}"
        ),
        "predicates: {} has a role ({}) and a sign '+', '-' or '?'.": "predicates：{} 有作用（{}）和正负号 '+'、'-' 或 '?'。",
        "predicates: {} is contextual and so has no sign.": "predicates：{} 是背景关系，所以没有正负号。",
        "nothing of the kind {} can be grounded.{} Kinds: {}": "{} 这一类无法对照。{}可用的类：{}",
        "armless is 'ambiguous' or 'previous', not {}": "armless 是 'ambiguous' 或 'previous'，而不是 {}",
        "{} is {}, not {}": "{} 是 {}，而不是 {}",
        "no species is called {}.{}": "没有名为 {} 的物种。{}",
        "names of DOID and MeSH are led to MONDO: give the MONDO file as well (--mondo)": (
            "DOID 和 MeSH 的名称要对到 MONDO：请同时给出 MONDO 文件（--mondo）"
        ),
        "no file was given: name at least one of --hgnc, --mirbase, --mondo": (
            "没有给出文件：请至少给出 --hgnc、--mirbase、--mondo 之一"
        ),
        "above is a number, not {}": "above 是数字，而不是 {}",
        "give one ontology, not {}: {}.": "请给出一个本体，而不是 {} 个：{}。",
        "{}: --keep-going leaves out bad lines of N-Triples (.nt) and N-Quads (.nq); in other RDF formats a statement"
        " has no line of its own. Mend the file, or import it without --keep-going.": (
            "{}：--keep-going 只能略去 N-Triples（.nt）和 N-Quads（.nq）的错误行；其他 RDF 格式中一条陈述不占一行。"
            "请修改文件，或不用 --keep-going 导入。"
        ),
        "not what the recipe expects; the store is as it was:\n{…}\nLook at the files, or mend 'expect' in the recipe.": (
            "与配方所期望的不符；库保持原样：\n{}\n请检查文件，或修改配方中的 'expect'。"
        ),
        "A sheet has at most {}.": "一张工作表最多 {}。",
        "A cell has at most {} characters.": "一个单元格最多 {} 个字符。",
        "a value of the answer": "答案中的一个值",
        "XML has no place for {}.": "XML 无法容纳 {}。",
        "a predicate must end in an XML name.": "谓词须以 XML 名称结尾。",
        "HermiT and Pellet do not agree on whether the graph is consistent": "HermiT 与 Pellet 对图是否一致意见不同",
        "HermiT does not know the datatype of {}. Ask Pellet: --reasoner pellet": (
            "HermiT 不认识 {} 的数据类型。请问 Pellet：--reasoner pellet"
        ),
        "{} needs more memory than {} MiB; raise the limit (--memory)": "{} 需要超过 {} MiB 的内存；请放宽上限（--memory）",
        "not OWL 2 DL: {…}": "不是 OWL 2 DL：{}",
        "it needs more than {} MiB of memory; validate a part of the file": "它需要超过 {} MiB 的内存；请验证文件的一部分",
        "the property path {} is malformed": "属性路径 {} 有误",
        "sh:lessThan cannot compare a blank node": "sh:lessThan 无法比较空白节点",
        "{} is not a whole number": "{} 不是整数",
        "the fast engine does not know constraint components of one's own": "快速引擎不认识自定义的约束组件",
        "the fast engine does not know sh:{}, of the shape {}": "快速引擎不认识 sh:{}（形状 {}）",
        "the fast engine does not know this kind of sh:sparql: {}": "快速引擎不认识这种 sh:sparql：{}",
        "the fast engine binds only $this in sh:sparql: {}": "快速引擎在 sh:sparql 中只绑定 $this：{}",
        "the fast engine inverts single predicates, not longer paths": "快速引擎只能反转单个谓词，不能反转更长的路径",
        "the shape {} refers to itself, which the fast engine refuses": "形状 {} 指向自身，快速引擎不予接受",
        "the reasoners cannot be told a number without end, or none: {}. Leave it out": (
            "推理机无法接受无穷大或非数：{}。请略去它"
        ),
        "{}: no fold change lies between -1 and 0, but one is {}. Call the column log2FC if it holds logarithms": (
            "{}：倍数变化不会在 -1 与 0 之间，而有一个是 {}。若该列是对数，请将其命名为 log2FC"
        ),
        "{}: no fold change lies between 0 and 1 where others are below -1, but one is {}."
        " Call the column log2FC if it holds logarithms": (
            "{}：有值小于 -1 时，倍数变化不会在 0 与 1 之间，而有一个是 {}。若该列是对数，请将其命名为 log2FC"
        ),
        "there are two columns of changes, {} and {}, which differ. Leave one out, or say which with"
        " --value-column (value_column)": (
            "有两列变化值 {} 和 {}，且不相同。请去掉一列，或用 --value-column（value_column）指明"
        ),
        "{} says {}, and the value says the other way. Give values with their sign": (
            "{} 为 {}，而数值方向相反。请给出带正负号的值"
        ),
        "there are two columns of changes, {} and {}, which differ.": "有两列变化值 {} 和 {}，且不相同。",
        "row {}: the {} are {}, but must be texts in a list": "第 {} 行：{} 是 {}，但应为文本的列表",
        "row {}: papers are whole numbers from 0 on, not {}": "第 {} 行：papers 是不小于 0 的整数，而不是 {}",
        "the mechanism has no {} ({} is needed)": "机制没有 {}（需要 {}）",
        "it is neither of Gene2Phenotype nor of GenCC or ClinGen: none of its first lines names their columns": (
            "它既不是 Gene2Phenotype，也不是 GenCC 或 ClinGen：前几行中没有它们的列名"
        ),
        "it is none of phenotype.hpoa, genes_to_disease.txt and genes_to_phenotype.txt": (
            "它不是 phenotype.hpoa、genes_to_disease.txt 或 genes_to_phenotype.txt"
        ),
        "it has no sign: is_stimulation and is_inhibition, weight or mor": (
            "没有正负号：需要 is_stimulation 和 is_inhibition、weight 或 mor"
        ),
        "its first row, with {}, holds data, not the names of columns. Say -p header=no; if it is a header after all,"
        " -p header=1, or on which line it stands.": (
            "它的第一行有 {}，是数据而不是列名。请用 -p header=no；若它确是表头，请用 -p header=1，或指明它在第几行。"
        ),
        "it is {}, and no table. Save it as CSV or XLSX.": "它是 {}，不是表格。请存为 CSV 或 XLSX。",
        "it has {} cells; the header has {}.": "它有 {} 格；表头有 {} 格。",
        "{}: p-values are no amounts, the largest say least. Name a column of amounts or of log fold changes": (
            "{}：p 值不是数量，值越大越不可信。请指定数量列或对数倍数变化列"
        ),
        "{}: it cannot be below 0, but it is {}": "{}：不能小于 0，而它是 {}",
        "{}: a number is needed, not {}": ("{}：需要数字，而不是 {}"),
        "no column of names: {} is needed, but the columns are {}. Say which with {}": (
            "没有名称列：需要 {}，而列有 {}。请用 {} 指明"
        ),
        "no column of values: {} is needed, but the columns are {}. Say which with {}": (
            "没有数值列：需要 {}，而列有 {}。请用 {} 指明"
        ),
        "its process ended with status {}": "其进程以状态 {} 结束",
        "it did not answer within {} seconds": "它没有在 {} 秒内回答",
    }
)
"""Names, numbers, tables and graphs that are given."""

FILES: Refusals = MappingProxyType(
    {
        "it is empty. Name a file with rows.": "它是空的。请给出有行的文件。",
        "it has no line {}, on which its header should stand.": "它没有第 {} 行，而表头应在该行。",
        "{} should be a list.": "{} 应为列表。",
        "{} has no option {}.{} Its options are {}.": "{} 没有选项 {}。{}它的选项有 {}。",
        "{}: {} means {}, not {}.{}": "{}：{} 表示 {}，而不是 {}。{}",
        "predicates: {}": "谓词设置（predicates）：{}",
        "'raises' and 'lowers' go together, in place of 'sign'.": "'raises' 与 'lowers' 须同用，代替 'sign'。",
        "'columns' lists the names of the columns, each once.": "'columns' 列出各列的名称，每个一次。",
        "'columns' names the columns of a file without header; give one of 'columns', 'header'.": (
            "'columns' 用于没有表头的文件；'columns' 与 'header' 请只给一个。"
        ),
        "{}: {} has a value or a list of values, not {}.": "{}：{} 是一个值或值的列表，而不是 {}。",
        "this is {}. Name a file.": "这是 {}。请给出文件。",
        "this is OWL/XML, which only 'reason' reads; save it as RDF/XML or Turtle.": (
            "这是 OWL/XML，只有 'reason' 能读；请存为 RDF/XML 或 Turtle。"
        ),
        "this is a web page (HTML) and no RDF; download the file itself.": (
            "这是网页（HTML），不是 RDF；请下载文件本身。"
        ),
        "this is a link to what is not there. Name a file.": "这是指向不存在之物的链接。请给出文件。",
        "there is no such file.{}": "没有这个文件。{}",
        "this is an address, and only files are read. Download it, and name the file.": (
            "这是一个地址，而只读取文件。请下载后给出文件名。"
        ),
        "this is no folder. Name one that holds *.rq files.": "这不是文件夹。请给出含 *.rq 文件的文件夹。",
        "there is no such folder. Name one that holds *.rq files.": "没有这个文件夹。请给出含 *.rq 文件的文件夹。",
        "no *.rq file is there. Name a folder that holds some.": "其中没有 *.rq 文件。请给出含有此类文件的文件夹。",
        "{} is an address, not a folder; msc_graph.connect opens it": (
            "{} 是地址，不是文件夹；请用 msc_graph.connect 打开"
        ),
        "the address is empty; name an endpoint, or a folder in the adjacency form": (
            "地址为空；请给出端点，或邻接形式的文件夹"
        ),
        "this is a folder. Name a file.": "这是文件夹。请给出文件。",
        "this is no regular file, and may have no end. Name a file.": "这不是普通文件，可能没有尽头。请给出文件。",
        "this is a folder; name the files in it": "这是文件夹；请给出其中的文件",
        "it is a folder. Name a file in it.": "这是文件夹。请给出其中的文件。",
        "it is not a regular file, and may have no end. Save what it gives to a file.": (
            "这不是普通文件，可能没有尽头。请把它的内容存成文件。"
        ),
        "it is not a regular file.": "这不是普通文件。",
        "it has more than {} bytes.": "它超过 {} 字节。",
        "it has more than {} bytes, which is too much for this.": "它超过 {} 字节，对此而言太大。",
        "it has more than {} bytes. Split it, or give records as JSON Lines.": (
            "它超过 {} 字节。请拆分，或以 JSON Lines 给出记录。"
        ),
        "it is larger than {} bytes. Split it.": "它超过 {} 字节。请拆分。",
        "it holds more than {} bytes. Split it.": "它的内容超过 {} 字节。请拆分。",
        "it is larger than {} bytes, which nothing written by hand is.": "它超过 {} 字节，不会是手写的。",
        "it is larger than {} bytes, which no mapping is.": "它超过 {} 字节，不会是映射。",
        "a byte here is not valid UTF-8. Save the file as UTF-8.": "此处有字节不是有效的 UTF-8。请把文件存为 UTF-8。",
        "it is not UTF-8, UTF-16 or GBK text. Save it as UTF-8.": "它不是 UTF-8、UTF-16 或 GBK 文本。请存为 UTF-8。",
        "it is a workbook or an archive. Save it as CSV.": "它是工作簿或压缩包。请存为 CSV。",
        "it is written in UTF-16. Save it as UTF-8.": "它是 UTF-16。请存为 UTF-8。",
        "it is written in UTF-32. Save it as UTF-8.": "它是 UTF-32。请存为 UTF-8。",
        "it is an archive of files (tar). Unpack it.": "它是 tar 归档。请先解包。",
        "it is a ZIP archive {}. Unpack it.": "它是 ZIP 压缩包（{}）。请先解压。",
        "it is a ZIP archive without files.": "它是没有文件的 ZIP 压缩包。",
        "it is packed by {}, which is not unfolded here. Unpack it.": "它由 {} 压缩，此处不能展开。请先解压。",
        "it is written in {}. Save it as UTF-8.": "它是 {}。请存为 UTF-8。",
        "it is a workbook of the old kind (.xls). Save it as XLSX or CSV.": "它是旧式工作簿（.xls）。请存为 XLSX 或 CSV。",
        "this is no table ({…})": "这不是表（{}）",
        "there are more than {} rows": "超过 {} 行",
        "it has {} cells; the header has {}. Write a delimiter for each missing cell.": (
            "它有 {} 格；表头有 {} 格。请为每个缺少的格写上分隔符。"
        ),
        "it has {} cells; the header has {}. Put a cell that holds the delimiter in double quotes.": (
            "它有 {} 格；表头有 {} 格。请给含分隔符的格加双引号。"
        ),
        "it has 1 cell; the header has {}. Write a delimiter for each missing cell.": (
            "它有 1 格；表头有 {} 格。请为每个缺少的格写上分隔符。"
        ),
        "it is empty. Name a file that holds RDF.": "它是空的。请给出含 RDF 的文件。",
        "it is empty. Name a file that holds JSON.": "它是空的。请给出含 JSON 的文件。",
        "it is empty. Name a file of JSON Lines.": "它是空的。请给出 JSON Lines 文件。",
        "it is empty. Name a file with a header and rows.": "它是空的。请给出有表头和行的文件。",
        "it holds no row, only lines that begin with {} or nothing.": "其中没有行，只有以 {} 开头的行或空行。",
        "its values are nested more than {} deep.": "值的嵌套超过 {} 层。",
        "its brackets are nested more than {} deep.": "括号的嵌套超过 {} 层。",
        "its elements are nested more than {} deep.": "元素的嵌套超过 {} 层。",
        "an element has more than {} attributes and namespaces.": "有元素的属性和命名空间超过 {} 个。",
        "it is not well-formed XML: {…}.": "它不是良构的 XML：{}。",
        "it has a document type declaration (<!DOCTYPE ...>), which can hide entities. Save the file as Turtle,"
        " with a program that you trust.": (
            "它有文档类型声明（<!DOCTYPE ...>），其中可能藏有实体。请用可信的程序把文件存为 Turtle。"
        ),
        "it holds triple terms '<<( ... )>>' (RDF 1.2), which this graph does not use. State such facts as assertions.": (
            "其中有三元组项 '<<( ... )>>'（RDF 1.2），本图不用。请把这样的事实写成陈述。"
        ),
        "its JSON-LD context is an address, and nothing is fetched. Copy the context into the file.": (
            "它的 JSON-LD 上下文是一个地址，而不会去下载。请把上下文抄进文件。"
        ),
        "it is not valid {}: {…}.": "它不是有效的 {}：{}。",
        "it is not valid YAML in UTF-8.": "它不是有效的 UTF-8 YAML。",
        "it is not valid JSON, or cut off: {…}": "它不是有效的 JSON，或被截断：{}",
        "it is not JSON, or it is cut off. Fetch it again.": "它不是 JSON，或被截断。请重新下载。",
        "a line is longer than {} bytes.": "有一行超过 {} 字节。",
        "a line is longer than {} bytes. Is it JSON Lines?": "有一行超过 {} 字节。它是 JSON Lines 吗？",
        "a row is longer than {} bytes. Is it a table at all?": "有一行超过 {} 字节。它是表吗？",
        "a value in it is longer than 16 MiB, the most that is read.": "其中有值超过 16 MiB，这是读取的上限。",
        "it cannot be read: {…}.": "无法读取：{}。",
        "it cannot be read ({…}). Export anew.": "无法读取（{}）。请重新导出。",
        "this is {}; save it as RDF/XML, OWL/XML or Turtle.": "这是 {}；请存为 RDF/XML、OWL/XML 或 Turtle。",
        "the header has {} cells; at most {} are read.": "表头有 {} 格；最多读取 {} 格。",
        "the header has {} more than once.": "表头中 {} 不止一次。",
        "the header lacks {}": "表头缺少 {}",
        "the header lacks {}; it has {}.{}": "表头缺少 {}；它有 {}。{}",
        "the header lacks {}; it has {}.{} Other sheets of the workbook are {}; put the one that is meant first.": (
            "表头缺少 {}；它有 {}。{}工作簿中还有工作表 {}；请把所需的一张移到最前。"
        ),
        "the header cannot be read as CSV: {…}": "表头无法按 CSV 读取：{}",
        "it is a zip archive, but no XLSX workbook.": "它是 zip 压缩包，但不是 XLSX 工作簿。",
        "it unfolds to more than {} bytes. Save it as CSV.": "它展开后超过 {} 字节。请存为 CSV。",
        "its first sheet is empty.": "第一张工作表是空的。",
        "{} speaks of terms and is no relation of two things. Import such triples as RDF.": (
            "{} 描述的是术语，不是两个事物之间的关系。请按 RDF 导入此类三元组。"
        ),
        "{} and {} are one slot, {}. Keep one of them.": "{} 与 {} 是同一个槽位 {}。请只保留一个。",
        "{} is no property of the ontology.{}": "{} 不是本体的属性。{}",
        "{} is no class of the ontology.{}": "{} 不是本体的类。{}",
        "{} has the value {}: {}.{}": "{} 的值为 {}：{}。{}",
        "one of {} is expected": "应为以下之一：{}",
        "an identifier is needed": "需要标识符",
        "'+', '-' or '?' is expected": "应为 '+'、'-' 或 '?'",
        "{} has several values of {}: {}. Keep one.": "{} 的 {} 有多个值：{}。请只保留一个。",
        "{} is no node of the graph, and the source says neither its class nor its name.{}": (
            "{} 不是图谱的节点，来源也未给出其类别或名称。{}"
        ),
        "cell {} of its sheet {} holds a formula without a value. Open it in a spreadsheet program and save it"
        " again, or as CSV.": "工作表 {1} 的单元格 {0} 是没有存值的公式。请用表格软件打开并重新保存，或存为 CSV。",
        "its cell {} shows the error {}. Mend it, or clear the cell.": (
            "单元格 {} 显示错误 {}。请修正，或清空该单元格。"
        ),
        "it is no XLSX workbook, or it is cut off: {…}.": "它不是 XLSX 工作簿，或被截断：{}。",
        "{} Save it as CSV.": "{}请存为 CSV。",
        "its part {} holds more text than all cells show, as traps do. Save it as CSV.": (
            "它的部分 {} 所含文字多于全部单元格所能显示，这是陷阱的特征。请存为 CSV。"
        ),
        "its part {} is too large to be true. Save it as CSV.": "它的部分 {} 大得不真实。请存为 CSV。",
        "the workbook is damaged: {…}. Save it again, or as CSV.": "工作簿已损坏：{}。请重新保存，或存为 CSV。",
        "the archive is damaged or cut off: {…}. Fetch it again.": "压缩包已损坏或被截断：{}。请重新下载。",
        "the archive has more than {} members. Unpack it.": "压缩包的成员超过 {} 个。请先解开。",
        "{}{} Fetch it again.": "{}{}请重新下载。",
        "it should hold 'option: value' lines.": "其中应为“选项: 值”的行。",
        "it should hold 'name: value' lines.": "其中应为“名称: 值”的行。",
        "it holds a date or a number that is none; put it in quotes.": "其中有不成立的日期或数字；请加引号。",
        "the value of {} should be text; put it in quotes.": "{} 的值应为文本；请加引号。",
        "{} should hold a line for each spelling in the column.": "{} 应为列中每种写法各写一行。",
        "it has an alias (*{}); write the value again.": "其中有别名（*{}）；请把值再写一遍。",
        "a name is a list or a mapping; write a text.": "有名称是列表或映射；请写文本。",
        "{} is given twice; keep one.": "{} 给了两次；请留一个。",
        "a list of mechanisms is expected": "此处应为机制的列表",
        "the first column of a table of expression is miRNA": "表达量表的第一列是 miRNA",
        "{} chemicals and genes, as CTD's downloads do.": "{} 化学物质和基因，如 CTD 的下载文件。",
        "it is neither GAF, GPAD nor gene2go: its first row has fewer than {} cells. An ontology is given as"
        " go.json or go.obo.": "它不是 GAF、GPAD 或 gene2go：它的第一行不足 {} 格。本体以 go.json 或 go.obo 给出。",
        "{}: its first row has {} cells.": "{}：它的第一行有 {} 格。",
        "{}; or Activation, Repression, Unknown in column 3.": "{}；或第 3 列为 Activation、Repression、Unknown。",
        "there is no term of {} in it. {}": "其中没有 {} 的术语。{}",
        "its values are nested too deep. {}": "值的嵌套太深。{}",
        "it is neither an OBO graph ('graphs') nor a list of terms. {}": "它既不是 OBO 图（'graphs'），也不是术语的列表。{}",
        "it is neither an OBO graph ('graphs') nor a list of terms.": "它既不是 OBO 图（'graphs'），也不是术语的列表。",
        "this is not {}.": "这不是 {}。",
        "its ends are no nodes. {}": "它的两端不是节点。{}",
        "it is no node of Hetionet. {}": "它不是 Hetionet 的节点。{}",
        "the table cannot be read: {…}": "对照表无法读取：{}",
        "made by another version. Run 'msc-graph ground prepare' again.": "由另一版本制作。请重新运行 'msc-graph ground prepare'。",
        "not the index of tables of names: {…}": "不是名称对照表的索引：{}",
        "not the index of tables of names. Name another folder.": "不是名称对照表的索引。请换一个文件夹。",
        "the file holds no PubMed number; give one a line": "文件中没有 PubMed 编号；请每行写一个",
        "a PubMed number should stand here": "此处应为 PubMed 编号",
        "{} is no PubMed number": "{} 不是 PubMed 编号",
        "no level for {}": "{} 没有级别",
        "there is no check {}.{}": "没有检查 {}。{}",
        "{} stands here a second time": "{} 在此第二次出现",
        "the levels are {}, not {}": "级别有 {}，而不是 {}",
        "there is no such folder. Name the one with your downloads: --files DIR.": (
            "没有这个文件夹。请给出下载文件所在的文件夹：--files DIR。"
        ),
        "these files are not those of {}: {}. Take those files, or build without --locked.": (
            "这些文件不是 {} 中的：{}。请用那些文件，或不用 --locked。"
        ),
        "{} does not have these files: {}. Take them out of the recipe, or build once without --locked for a new lock.": (
            "{} 中没有这些文件：{}。请从配方中去掉，或先不用 --locked 构建一次，得到新的锁定文件。"
        ),
        "the recipe has changed since {}: {}. Say it as it was, or build once without --locked for a new lock.": (
            "配方在 {} 之后有改动：{}。请改回原样，或先不用 --locked 构建一次，得到新的锁定文件。"
        ),
        "this is no lock file of a recipe ({…}). Build without it.": "这不是配方的锁定文件（{}）。请不用它。",
        "these files are missing below the folder of --files:\n{…}\nGet them, or say 'optional: true' in a recipe of your own.": (
            "--files 的文件夹中缺少这些文件：\n{}\n请取得它们，或在自己的配方中写 'optional: true'。"
        ),
        "there is no such file, and no recipe of that name.{} Those that come with msc-graph: {}.": (
            "没有这个文件，也没有此名的配方。{}随 msc-graph 提供的有：{}。"
        ),
    }
)
"""Files of any kind that are read."""

SOURCES: Refusals = MappingProxyType(
    {
        "{} holds a blank, a control character, a double quote, a curly bracket or one of |<>^`\\, which no identifier may. Write one identifier, such as HGNC:8763; in an IRI a blank is %20.": (
            "{} 含有空格、控制字符、双引号、花括号或 |<>^`\\ 之一，标识符不能含有这些字符。请写一个标识符，如 HGNC:8763；IRI 中的空格写作 %20。"
        ),
        "it has no {}.": "没有 {}。",
        "its terms are not laid out as those of an ontology ({…}). {}": "其中的术语不是本体的写法（{}）。{}",
        "{} has nothing behind its prefix. Write the identifier, or leave the row out.": (
            "{} 的前缀后没有内容。请写出标识符，或删去该行。"
        ),
        "{} names nothing. Leave such rows out with 'drop:' in a mapping file.": (
            "{} 不是任何事物的名称。请在映射文件中用 'drop:' 略去这样的行。"
        ),
        "{} is a list of names, and one is needed. Write a row for each.": (
            "{} 是名称的列表，而此处需要一个。请为每个各写一行。"
        ),
        "{} is a list of identifiers, and one is needed. Write a row for each.": (
            "{} 是标识符的列表，而此处需要一个。请为每个各写一行。"
        ),
        "{} is no prefix. Say which one it means with 'prefixes:' in a mapping file.": (
            "{} 不是前缀。请在映射文件中用 'prefixes:' 说明它指哪个前缀。"
        ),
        "{} is neither yes nor no (1 or 0, true or false).": (
            "{} 既不是“是”也不是“否”（1 或 0，true 或 false）。"
        ),
        "{} is no {}: '+', '-' or '?' is expected. Say what else means which with 'signs:' in a mapping file.": (
            "{} 不是 {}：应为 '+'、'-' 或 '?'。其他写法的含义请在映射文件中用 'signs:' 说明。"
        ),
        "{} is no {}: 'supports' or 'refutes' is expected. Say what else means which with 'directions:' in a mapping file.": (
            "{} 不是 {}：应为 'supports' 或 'refutes'。其他写法的含义请在映射文件中用 'directions:' 说明。"
        ),
        "option {} is neither a column nor a value that holds for all rows.{} The columns are {}. If lines that"
        " begin so are comments, say -p comment=#.": (
            "选项 {} 既不是列，也不是对各行都成立的值。{}列有 {}。若以此开头的行是注释，请加 -p comment=#。"
        ),
        "there is no column {}; its first line is {}. If lines that begin so are comments, say -p comment=#.": (
            "没有列 {}；它的第一行是 {}。若以此开头的行是注释，请加 -p comment=#。"
        ),
        "option {} is neither a column nor a value that holds for all rows.{} Such a value is {}."
        " The columns are {}.": ("选项 {} 既不是列，也不是对各行都成立的值。{}这样的值形如{}。列有 {}。"),
        "the name of a class, such as Gene": "类的名称，如 Gene",
        "human or NCBITaxon:9606": " human 或 NCBITaxon:9606",
        "supports or refutes": " supports 或 refutes",
        "'+', '-' or '?'": " '+'、'-' 或 '?'",
        "a CURIE such as {}": " CURIE，如 {}",
        "the header lacks {}; it has {}. Line {} names {}: take away the lines above.": (
            "表头缺少 {}；它有 {}。第 {} 行有{}：请删去其上各行。"
        ),
        "the header lacks {}; it has {}. Line {} names {}: take away the lines above. The format 'table' reads"
        " from there with -p header=LINE.": (
            "表头缺少 {}；它有 {}。第 {} 行有{}：请删去其上各行；table 格式用 -p header=行号即从该行读起。"
        ),
        "the header lacks {}; it has {}. Line {} names {}: take away the lines above. Other sheets of the workbook"
        " are {}; put the one that is meant first.": (
            "表头缺少 {}；它有 {}。第 {} 行有{}：请删去其上各行。工作簿中还有工作表 {}；请把所需的一张移到最前。"
        ),
        "option {} is neither a column nor a value that holds for all rows.{} The columns are {}.": (
            "选项 {} 既不是列，也不是对各行都成立的值。{}列有 {}。"
        ),
        "Where these are names, say -p {}_kind=gene (or microrna, mixed, disease).": (
            "若这些是名称，请加 -p {}_kind=gene（或 microrna、mixed、disease）。"
        ),
        "Cells in quotes are read by the format 'table' with -p quoted=yes; elsewhere in tab-separated files a quote is a character: save the file without quotes.": (
            "带引号的单元格可用格式 'table' 加 -p quoted=yes 读取；在其他制表符分隔的文件中，引号就是字符：请保存为不带引号的文件。"
        ),
        "it holds the character NUL, which text does not.": "含有 NUL 字符，文本中不应有。",
        "its lines end in CR alone, as on old Macs. Save it with LF or CR LF at the ends of lines.": (
            "行尾只有 CR（旧式 Mac）。请以 LF 或 CR LF 作行尾保存。"
        ),
        "its first line is empty; the names of the columns should stand there.": (
            "第一行是空的；那里应有列名。"
        ),
        "its quotes do not close. Double a quote inside a cell, and put the cell in quotes.": (
            "引号没有成对。单元格内的引号请写两个，并把单元格放在引号中。"
        ),
        "it cannot be read as CSV: {…}.": "不能作为 CSV 读取：{}。",
        "its part {} unfolds to over {} times its size, as traps do.": (
            "其中的 {} 展开后超过其大小的 {} 倍，像是陷阱。"
        ),
        "it unfolds to more than {} times its size, as traps do. Unpack it yourself.": (
            "展开后超过其大小的 {} 倍，像是陷阱。请自行解压。"
        ),
        "its member {} is a link or device. Unpack it yourself.": "其中的 {} 是链接或设备。请自行解压。",
        "it cannot be read as JSON: {…}.": "不能作为 JSON 读取：{}。",
        "it is no JSON object.": "不是 JSON 对象。",
        "its {} is no text and no list of texts.": "其中的 {} 既不是文本，也不是文本的列表。",
        "its {} is a list; one value is needed. Write an edge for each.": (
            "其中的 {} 是列表，而此处需要一个值。请为每个值各写一条边。"
        ),
        "it has none of the members {}; its members are: {}.": (
            "没有以下成员中的任何一个：{}；它的成员有：{}。"
        ),
        "the document should end here": "文档应在此结束",
        "it is cut off: {} is expected": "内容被截断：此处应为 {}",
        "{} is expected": "此处应为 {}",
        "the name of a member is expected": "此处应为成员的名称",
        "a JSON object that holds the arrays {}": "含数组 {} 的 JSON 对象",
        "a value is longer than {} characters, or never ends": "有一个值超过 {} 个字符，或没有结尾",
        "after this line, a byte (0x{}) is not valid UTF-8": "此行之后有一个字节（0x{}）不是有效的 UTF-8",
        "the value is nested more than {} deep": "值的嵌套超过 {} 层",
        "a text in it holds half of a surrogate pair, which is no character": (
            "其中的文本含有半个代理对，那不是字符"
        ),
        "from here on this is not JSON, or it is cut off. {…}": "从这里起不是 JSON，或内容被截断。{}",
        "it is no table of KGX: nodes have a column 'id', edges have 'subject', 'predicate' and 'object'; it has {}.": (
            "这不是 KGX 的表：节点表有 'id' 列，边表有 'subject'、'predicate' 和 'object' 列；它有 {}。"
        ),
        "a KGX file ends in .tsv, .csv, .jsonl, .json or .parquet (or .gz, .tar.gz behind a text).{}": (
            "KGX 文件的扩展名是 .tsv、.csv、.jsonl、.json 或 .parquet（文本文件后可加 .gz、.tar.gz）。{}"
        ),
        "RDF files are read with the format rdf.": "RDF 文件用格式 rdf 读取。",
        "{} is no identifier of CTD.": "{} 不是 CTD 的标识符。",
        "a mechanism is an object with the members 'graph', 'nodes' and 'links'": (
            "机制是含有成员 'graph'、'nodes' 和 'links' 的对象"
        ),
        "the mechanism has no {} (an object is needed)": "机制缺少 {}（需要对象）",
        "the mechanism has no {} (a list is needed)": "机制缺少 {}（需要列表）",
        "the identifier of a node has no prefix: {}": "节点的标识符没有前缀：{}",
        "the {} of a link is none of the nodes: {}": "连接的 {} 不是任何节点：{}",
        "a JSON object over several lines; wanted are JSON Lines (a mechanism a line), a list or YAML.": (
            "这是跨多行的 JSON 对象；需要 JSON Lines（每行一个机制）、列表或 YAML。"
        ),
        "it is not valid YAML: {…}": "这不是有效的 YAML：{}",
        "it is neither of Gene2Phenotype nor of GenCC or ClinGen: none of its first lines names their columns ({}).": (
            "这不是 Gene2Phenotype、GenCC 或 ClinGen 的文件：开头各行都没有它们的列名（{}）。"
        ),
        "{} is no node of Hetionet: write one of its kinds, '::' and an identifier. {}": (
            "{} 不是 Hetionet 的节点：请写它的类别、'::' 和标识符。{}"
        ),
        "The kinds are {}.": "类别有 {}。",
        "{} is no kind of edge of Hetionet; they are {}.": "{} 不是 Hetionet 的边的类别；类别有 {}。",
        "Hetionet has no edge '{} {} {}'.": "Hetionet 没有边 '{} {} {}'。",
        "it has no sign: is_stimulation and is_inhibition, weight or mor; or Activation, Repression, Unknown in column 3.": (
            "没有正负号：需要 is_stimulation 和 is_inhibition、weight 或 mor；或第 3 列为 Activation、Repression、Unknown。"
        ),
        "it is no file of SIGNOR: neither its header is, nor has its first row {} cells.": (
            "这不是 SIGNOR 的文件：表头不符，第一行也没有 {} 个单元格。"
        ),
        "a table of MeSH's descriptors, with number (D003920), name, synonyms and tree numbers between tabs": (
            "MeSH 主题词表：编号（D003920）、名称、同义词和树编号，以制表符分隔"
        ),
        "miRBase's aliases.txt, which has an accession (MI0000077), a tab and names on each line": (
            "miRBase 的 aliases.txt：每行有编号（MI0000077）、制表符和名称"
        ),
        "there are no terms in it. Give an ontology as JSON or OBO, such as go.json or go.obo.": (
            "其中没有术语。请给出 JSON 或 OBO 格式的本体，如 go.json 或 go.obo。"
        ),
        "there are no tables of names. Make them with 'msc-graph ground prepare'.": (
            "没有名称对照表。请用 'msc-graph ground prepare' 制作。"
        ),
        "there are no rows": "没有行",
        "there are no rows below the header": "表头下没有行",
        "it should begin with 'recipe: {}', the version of its form.": (
            "应以 'recipe: {}' 开头，即配方格式的版本。"
        ),
        "it has no 'sources'; list at least one.": "没有 'sources'；请至少列出一个。",
        "a source needs {}.": "来源需要 {}。",
        "{} is no name of a source: take lower-case letters, digits, '.', '_' or '-', and none of {}.": (
            "{} 不能作来源的名称：请用小写字母、数字、'.'、'_' 或 '-'，且不用 {}。"
        ),
        "unknown format {}.{} Known formats: {}.": "未知的格式 {}。{}已知的格式：{}。",
        "a question needs 'from' and 'to', names of nodes.": "提问需要 'from' 和 'to'，即节点的名称。",
        "'hops' is a whole number from 1 to 8, not {}.": "'hops' 是 1 到 8 的整数，而不是 {}。",
        "'lean' is {} or {}, not {}.": "'lean' 是 {} 或 {}，而不是 {}。",
        "'mediators' is a list of names.": "'mediators' 是名称的列表。",
        "'rows' is the least number of them, or [least, most].": "'rows' 是最少的行数，或 [最少, 最多]。",
        "{} names no file.": "{} 没有指明文件。",
        "{}: {} is no name of a file.": "{}：{} 不是文件名。",
        "{}: {} leaves the folder of files; give the name alone.": (
            "{}：{} 超出了文件所在的文件夹；请只给文件名。"
        ),
        "the value of {} should be text.": "{} 的值应为文本。",
        "{} is true or false, not {}.": "{} 是 true 或 false，而不是 {}。",
        "{} should hold 'name: value' lines.": "{} 应由 '名称: 值' 的行组成。",
        "{} should be a list of 'name: value' lines, each with a dash.": (
            "{} 应为列表，每项以短横线开头，由 '名称: 值' 的行组成。"
        ),
        "unknown name {}.{} Known here: {}.": "未知的名称 {}。{}此处可用：{}。",
        "two sources are called {}; give each a name of its own.": "有两个来源都叫 {}；请各取一个名称。",
        "The graphs are: {}.": "图有：{}。",
        "neither its comment lines nor its header name the columns of genes and diseases, chemicals and diseases, or chemicals and genes, as CTD's downloads do.": (
            "注释行和表头都没有指明基因与疾病、化学品与疾病或化学品与基因的列，而 CTD 的下载文件是有的。"
        ),
        "it is none of phenotype.hpoa, genes_to_disease.txt and genes_to_phenotype.txt: its first row has {} cells.": (
            "这不是 phenotype.hpoa、genes_to_disease.txt 或 genes_to_phenotype.txt：第一行有 {} 个单元格。"
        ),
        "an object in it has the name {} more than once": "其中一个对象不止一次含有名称 {}",
        "the body is no JSON ({…})": "请求正文不是 JSON（{}）",
        "the body is a JSON object, such as {}": "请求正文应为 JSON 对象，如 {}",
        "the form cannot be read ({…})": "表单无法读取（{}）",
        "it cannot be read as Parquet ({…}).": "不能作为 Parquet 读取（{}）。",
        "it has neither 'id' nor 'subject', 'predicate' and 'object'": (
            "既没有 'id'，也没有 'subject'、'predicate' 和 'object'"
        ),
        "'negated' is yes or no (true, false, 1, 0), not {}.": (
            "'negated' 是 yes 或 no（true、false、1、0），而不是 {}。"
        ),
        "there is no such file, and no mapping of that name is shipped.{} Shipped: {}.": (
            "没有这个文件，也没有随程序提供的此名映射。{}随程序提供的有：{}。"
        ),
        "there is no column {}; its first line is {}.": ("没有列 {}；它的第一行是 {}。"),
        "there is no column {}: it has {} columns.": ("没有列 {}：它有 {} 列。"),
        "If lines that begin so are comments, say -p comment=#.": (
            "若以此开头的行是注释，请加 -p comment=#。"
        ),
        "header is 'no' or the number of a line, not {}.": ("header 是 'no' 或行号，而不是 {}。"),
        "this is not HGNC's complete set: it has no column {}.": ("这不是 HGNC 的完整表：没有列 {}。"),
        "there is no table of this kind: {}. Run 'msc-graph ground prepare' with {}.": (
            "没有此类对照表：{}。请运行 'msc-graph ground prepare'，并给出 {}。"
        ),
        "its byte {} (0x{}) is not valid UTF-8. Save the file as UTF-8.": (
            "其第 {} 个字节（0x{}）不是有效的 UTF-8。请存为 UTF-8。"
        ),
        "the expression {} is not a number from 0.": ("表达量 {} 不是不小于 0 的数。"),
        "'grounded' is a share from 0 to 1, not {}.": ("'grounded' 是 0 到 1 的份额，而不是 {}。"),
        "a link has no 'key', 'source' or 'target'": ("有一个连接缺少 'key'、'source' 或 'target'"),
        "'lean' is {}, not {}.": ("'lean' 是 {}，而不是 {}。"),
    }
)
"""What readers of tables, documents and recipes find wrong."""

STORES: Refusals = MappingProxyType(
    {
        "it has {} triples, but {} were written. Restore it, or import anew.": (
            "它有 {} 个三元组，但写入的是 {} 个。请恢复它，或重新导入。"
        ),
        "its triples cannot be read ({…}). Import anew.": "它的三元组无法读取（{}）。请重新导入。",
        "the columns of its table {} have different lengths. Import anew.": "表 {} 的各列长度不同。请重新导入。",
        "this file of the store cannot be read ({…}). Import anew.": "库的这个文件无法读取（{}）。请重新导入。",
        "its graph.json cannot be read ({…}). Import anew.": "它的 graph.json 无法读取（{}）。请重新导入。",
        "it was changed {} times while it was being opened. Open it when the imports are done.": (
            "打开期间它被改动了 {} 次。请在导入完成后再打开。"
        ),
        "there is no such folder. Make a store with 'msc-graph import … --store DIR'.": (
            "没有这个文件夹。请用 'msc-graph import … --store DIR' 建立库。"
        ),
        "its current build {} is missing. Restore the folder, or import anew.": "当前的构建 {} 不在。请恢复文件夹，或重新导入。",
        "the folder is there already and holds other things. Give a new or an empty folder.": (
            "文件夹已存在，且有别的内容。请给出新的或空的文件夹。"
        ),
        "this folder is no store of msc-graph: it has no folder 'builds'.": (
            "此文件夹不是 msc-graph 的库：没有文件夹 'builds'。"
        ),
        "this folder is no store of msc-graph: it has no file CURRENT.": "此文件夹不是 msc-graph 的库：没有文件 CURRENT。",
        "its file CURRENT is damaged, which names the build in use. Write a name into it, of one of these: {}.": (
            "它的文件 CURRENT 已损坏，其中写有当前的版本。请在其中写入以下之一：{}。"
        ),
        "its file CURRENT is lost, which names the build in use. Write a name into it, of one of these: {}.": (
            "它的文件 CURRENT 已丢失，其中写有当前的版本。请在其中写入以下之一：{}。"
        ),
        "it is not as it was written": "与写入时不同",
        "its file CURRENT is damaged. Restore the folder, or import anew.": "它的文件 CURRENT 已损坏。请恢复文件夹，或重新导入。",
        "it, or a file in it, was removed. {}": "它或其中的文件被删除了。{}",
        "it cannot be locked for reading ({…}).": "无法为读取而锁定（{}）。",
        "its manifest.json is damaged ({…}). Import anew.": "它的 manifest.json 已损坏（{}）。请重新导入。",
        "this store has layout {}, and this program reads layout {}. Import anew.": (
            "此库的布局是 {}，本程序读取布局 {}。请重新导入。"
        ),
        "its file {} is damaged. Restore the folder, or import anew.": "它的文件 {} 已损坏。请恢复文件夹，或重新导入。",
        "its file {} is missing. Restore the folder, or import anew.": "它的文件 {} 不在。请恢复文件夹，或重新导入。",
        "its file {} is {}. Restore the folder, or import anew.": "它的文件 {} 有问题（{}）。请恢复文件夹，或重新导入。",
        "this store has layout {}, and this program reads layout {}. Import its sources anew, into a new folder:"
        " 'msc-graph import', or 'msc-graph build' with a recipe.": (
            "此库的布局是 {}，本程序读取布局 {}。请把来源重新导入到新的文件夹："
            "'msc-graph import'，或用配方 'msc-graph build'。"
        ),
        "its file {} is damaged. {}": "它的文件 {} 已损坏。{}",
        "its file {} is missing. {}": "它的文件 {} 不在。{}",
        "its file {} is {}. {}": "它的文件 {} 有问题（{}）。{}",
        "Restore the folder, or import anew.": "请恢复文件夹，或重新导入。",
        "its table {} has other columns ({…}).": "它的表 {} 的列不同（{}）。",
        "this is a file; a store is a folder.": "这是文件；库是文件夹。",
        "its name is not valid UTF-8. Give the folder another name.": "它的名称不是有效的 UTF-8。请给文件夹换个名称。",
        "it has no triples. Restore the folder, or import anew.": "它没有三元组。请恢复文件夹，或重新导入。",
        "its build is of other facts": "它的构建来自别的事实",
        "a file of it is not as it was made": "它的一个文件与制作时不同",
        "this adjacency form has version {}, and this program reads {}. Export anew.": (
            "此邻接格式的版本是 {}，本程序读取 {}。请重新导出。"
        ),
        "its tables {} are missing. Export anew.": "缺少表 {}。请重新导出。",
        "this is no graph in the adjacency form ({…}).": "这不是邻接格式的图（{}）。",
        "it cannot be read as an adjacency form ({…}).": "无法按邻接格式读取（{}）。",
        "its column {} is {}, not {}. Export anew.": "它的列 {} 是 {}，而不是 {}。请重新导出。",
        "it has {} bytes instead of {}. Export anew.": "它有 {} 字节，而应为 {} 字节。请重新导出。",
        "{} holds an adjacency form already; name another place": "{} 中已有邻接格式；请换一个位置",
        "its checksum does not fit. Export anew.": "校验和不符。请重新导出。",
        "its file {} is new.": "它的文件 {} 是多出的。",
        "its file {} is missing.": "它的文件 {} 不在。",
        "its file {} is {}.": "它的文件 {} 有问题（{}）。",
    }
)
"""Folders of ours."""

HEADERS: Refusals = MappingProxyType(
    {
        "name the file in lower case, words joined by '-'": "文件名用小写，词以 '-' 相连",
        "a saved query has no FROM; name graphs with GRAPH": "预存提问没有 FROM；请用 GRAPH 指明图",
        "parameter {}: {}": "参数 {}：{}",
        "only a SELECT that names its variables has columns": "只有写明变量的 SELECT 才有列",
        "the header's columns are {}, the query selects {}": "文件头的列是 {}，查询选出的是 {}",
        "the columns of a check are {}": "检查的列是 {}",
        "the file is not UTF-8": "文件不是 UTF-8",
        "the header has no {}": "文件头没有 {}",
        "there is no {} {}.{}": "没有{} {}。{}",
        "parameter {} is declared twice": "参数 {} 声明了两次",
        "parameter {} has no ?_{} in the query": "查询中没有参数 {} 的 ?_{}",
        "parameter {} of many values may only stand as VALUES ?x { ?_{} }": (
            "多值参数 {0} 只能写作 VALUES ?x {{ ?_{1} }}"
        ),
        "?_{} is not declared.{}": "?_{} 没有声明。{}",
        "the header is missing; begin the file with '#+ summary: ...'": "缺少文件头；请以 '#+ summary: ...' 开头",
        "a rule has no blank nodes and no property paths; name the steps": "规则不含空白节点和属性路径；请写明各步",
        "a rule is a CONSTRUCT": "规则是 CONSTRUCT",
        "a rule's WHERE is made of triples, FILTER, VALUES and GRAPH, not of {}": (
            "规则的 WHERE 由三元组、FILTER、VALUES 和 GRAPH 组成，而不是 {}"
        ),
        "this is not valid SPARQL": "这不是有效的 SPARQL",
        "unknown type {}; the types are {}": "未知的类型 {}；类型有 {}",
        "unknown key {}.{}": "未知的键 {}。{}",
        "{} is missing": "缺少 {}",
        "'label' is missing: yes where a label may be given in place of an identifier, else no": (
            "缺少 'label'：可用名称代替标识符时写 yes，否则写 no"
        ),
        "'values_of' is a property, as in msc:status, or a class and a property": (
            "'values_of' 是一个属性（如 msc:status），或一个类和一个属性"
        ),
        "unknown prefix {}.{}": "未知的前缀 {}。{}",
        "{} is yes or no": "{} 是 yes 或 no",
        "{} has this name; choose another": "{} 已用此名；请另取一个",
        "'facts' is {}, or is left out": "'facts' 是 {}，或省略",
        "{} is a {}, but {} must be a {}": "{} 是 {}，但 {} 应为 {}",
        "the columns must stand in this order: {}": "列应按此顺序：{}",
    }
)
"""Headers of saved questions, and rules."""

_KINDS_OF_VALUES: Refusals = MappingProxyType(
    {
        "class": "类别",
        "node": "节点",
        "verdict": "判定",
        "scope": "适用对象",
        "modality": "语气",
        "basis": "依据",
        "kind": "种类",
        "kind of reference": "文献种类",
        "cargo state": "内容物状态",
        "sign": "正负号",
        "verification": "核实程度",
        "mechanism": "机制",
        "derivation": "推导",
        "evidence type": "证据类型",
        "evidence": "证据",
        "reference": "文献",
        "direction": "方向",
        "dose": "剂量",
        "assertion": "陈述",
        "claim": "陈述",
        "state": "状态",
        "answer": "回答",
        "enrolment type": "入组人数类型",
    }
)
_FORMS: Refusals = MappingProxyType(
    {
        "a number": "数字",
        "a year": "年份",
        "a day (YYYY-MM-DD)": "日期（YYYY-MM-DD）",
        "a UCUM unit": "UCUM 单位",
        "a PMID (digits only)": "PMID（只有数字）",
        "a DOI (10.…/…)": "DOI（10.…/…）",
        "an NCT number (NCT and eight digits)": "NCT 编号（NCT 加八位数字）",
        "a number of people (digits only)": "人数（只有数字）",
        "a reference key (letters, digits, _ and -)": "文献键（字母、数字、_ 和 -）",
        "a claim id such as S2-18": "陈述编号（如 S2-18）",
        "an id such as B-01, S3-05-X1": "编号（如 B-01、S3-05-X1）",
        "a mechanism id such as C03": "机制编号（如 C03）",
        "a step id such as C03-E2": "步骤编号（如 C03-E2）",
        "a dose id such as D-NCT04388982-1": "剂量编号（如 D-NCT04388982-1）",
        "a CURIE (prefix:local; letters, digits, '_', '.' and '-' after the colon)": (
            "CURIE（前缀:本地名；冒号后为字母、数字、'_'、'.' 和 '-'）"
        ),
    }
)
CURATION: Refusals = MappingProxyType(
    {
        **{
            f"unknown {kind} {{}}.{{}}": f"未知的{chinese} {{}}。{{}}"
            for kind, chinese in _KINDS_OF_VALUES.items()
        },
        **{f"{{}} is not {form}": f"{{}} 不是{chinese}" for form, chinese in _FORMS.items()},
        "Known: {}.": "可用的有：{}。",
        "{} Add it to references.tsv.": "{}请把它加入 references.tsv。",
        "the subject of {}": "{} 的主语",
        "the object of {}": "{} 的宾语",
        "the {} of a mechanism": "机制的 {}",
        "the {} of a statement": "陈述的 {}",
        "the {} of a line of evidence": "证据的 {}",
        "the {} of a dose": "剂量的 {}",
        "the {} of a trial": "试验的 {}",
        "{} has no declared prefix.{}": "{} 的前缀没有声明。{}",
        "{} has no line in evidence.tsv; add one": "{} 在 evidence.tsv 中没有一行；请加上",
        "what is judged {} names its correction, or {}": "判定为 {} 的要写明更正，或写 {}",
        "{} cannot stand beside a correction": "{} 不能与更正并列",
        "only one assertion can stand here; name the first one": "此处只能有一条陈述；请写第一条",
        "{} names itself; name another assertion": "{} 指的是自身；请写另一条陈述",
        "{} is for references with a state, and for all of them": "{} 用于有状态的文献，且这些文献都须用它",
        "step {} cannot belong to {}": "步骤 {} 不可能属于 {}",
        "no chain of steps leads from {} to {}; add what is missing": "没有从 {} 到 {} 的一串步骤；请补全",
        "{} is stated, but the steps give {}; mend the sign or the steps": (
            "所写的是 {}，而各步得出 {}；请改正负号或步骤"
        ),
        "{} is stated, but the steps give {} and {}; mend the sign or the steps": (
            "所写的是 {}，而各步得出 {} 和 {}；请改正负号或步骤"
        ),
        "{} is a trial; it belongs in trials.tsv": "{} 是试验；应写在 trials.tsv 中",
        "a trial gives a reason exactly when 'included' is 'no'; mend one of the two": (
            "当且仅当 'included' 为 'no' 时，试验要写理由；请改其中之一"
        ),
        "duplicate of line {}: {}": "与第 {} 行重复：{}",
        "the table is missing; put it back (a header line is enough)": "缺少此表；请放回（只有表头也可）",
        "byte {} is not UTF-8; save the file as UTF-8": "字节 {} 不是 UTF-8；请把文件存为 UTF-8",
        "{} cells where {} are needed; is a tab missing or doubled?": "有 {} 格，应有 {} 格；是否少了或多了制表符？",
        "the cell is empty; every line needs a value here": "此格为空；每一行在此都要有值",
        "missing columns: {}": "缺少列：{}",
        "unknown column {}.{}": "未知的列 {}。{}",
    }
)
"""Mistakes in the curated tables."""

PARAMETERS: Refusals = MappingProxyType(
    {
        "the parameter {}: {}": "参数 {}：{}",
        "the parameter {}: {}; {}": "参数 {}：{}；{}",
        "field required": "此项必填",
        "input should be greater than or equal to {}": "应不小于 {}",
        "input should be less than or equal to {}": "应不大于 {}",
        "input should be a valid integer": "应为整数",
        "input should be a valid integer, unable to parse string as an integer": "应为整数",
        "input should be a valid integer, got a number with a fractional part": "应为整数",
        "unable to parse input string as an integer, exceeded maximum size": "数字过大",
        "input should be a valid number": "应为数字",
        "input should be a valid number, unable to parse string as a number": "应为数字",
        "input should be a finite number": "应为有限的数字",
        "input should be a valid boolean": "应为是非值",
        "input should be a valid boolean, unable to interpret input": "应为是非值",
        "input should be a valid string": "应为文本",
        "input should be a valid list": "应为列表",
        "input should be a valid dictionary": "应为 JSON 对象",
        "input should be {}": "应为 {}",
        "input should be {} or {}": "应为 {} 或 {}",
        "string should have at least {} character": "至少应有 {} 个字符",
        "string should have at least {} characters": "至少应有 {} 个字符",
        "string should have at most {} characters": "至多可有 {} 个字符",
        "list should have at most {} items after validation, not {}": "至多可有 {} 项，而不是 {} 项",
    }
)
"""Parameters of the API that are not as they are described, as pydantic says it."""

PIECES: Refusals = MappingProxyType(
    {
        "Chains lead to: {}": "这些属性有属性链：{}",
        "{} Chains lead to: {}": "{} 这些属性有属性链：{}",
        "{} cannot read the value of {}": "{} 无法读取 {} 的值",
        "an axiom lacks a part": "有公理缺少部分",
        "the attribute {} is missing": "缺少属性 {}",
        "the prefix {} is not declared": "没有声明前缀 {}",
        "its element {} is none that is read.": "不读取它的元素 {}。",
        "Save the ontology as RDF/XML or Turtle.": "请把本体存为 RDF/XML 或 Turtle。",
        "the individual without a name {} comes twice.": "没有名称的个体 {} 出现了两次。",
        "{} is read with {} parts, and has {}.": "{} 应有 {} 个部分，却有 {} 个。",
        "{} is read with {} or more parts, and has {}.": "{} 应至少有 {} 个部分，却有 {} 个。",
        "{} is read with {} to {} parts, and has {}.": "{} 应有 {} 至 {} 个部分，却有 {} 个。",
        'a message has "jsonrpc": "2.0"': '消息须有 "jsonrpc": "2.0"',
        "params is an object": "params 应为对象",
        "method is a text": "method 应为文本",
        "a text in it has half of a surrogate pair": "其中的文本含有半个代理对",
        "a message has a method, a result or an error": "消息须有 method、result 或 error",
        "the {} of a node are no list of texts: {}": "节点的 {} 不是文本的列表：{}",
        "its {} are no list of texts: {}": "其中的 {} 不是文本的列表：{}",
        "the 'evidence' of a link is no list of objects with a 'reference': {}": "连接的 'evidence' 不是含 'reference' 的对象的列表：{}",
        "it names nothing.": "没有指明任何事物。",
        "{}; from {…}": "{}；来源：{}",
        "no column of {}: {} is needed, but the columns are {}. Say which with {}": (
            "没有{}列：需要 {}，而列有 {}。请用 {} 指明"
        ),
        "no column of {}: {} is needed, but the table has no header. Write one above the rows": (
            "没有{}列：需要 {}，而表没有表头。请在各行之上写出表头"
        ),
        "names": "名称",
        "values": "数值",
        "{} is no {}: {}": "{} 不是 {}：{}",
        "it has {} cell; the header has {}.": "它有 {} 格；表头有 {} 格。",
        "Write a delimiter for each missing cell.": "请为每个缺少的格写上分隔符。",
        "Put a cell that holds the delimiter in double quotes.": "请给含分隔符的格加双引号。",
        "its values are nested more than {} deep": "值的嵌套超过 {} 层",
        "assertion {} has no evidence": "陈述 {} 没有证据",
        "no words for {}: declare them in messages/imports.py": "{} 没有文字：请写入 messages/imports.py",
        "a whole number": "整数",
        "a number": "数字",
        "a text": "文本",
        "a node": "节点",
        "a sign": "正负号",
        "a language": "语言",
        "a name": "名称",
        "a class of the ontology": "本体的类",
        "a text, in quotes": "加引号的文本",
        "the language": "语言",
        "the name": "名称",
        "the place": "位置",
        "the store": "库",
        "the query": "查询",
        "the format": "格式",
        "the file": "文件",
        "the folder": "文件夹",
        "the category": "类别",
        "the source": "起点",
        "the target": "终点",
        "an end": "一端",
        "the address": "地址",
        "the width": "宽度",
        "the place of the form": "邻接格式的位置",
        "the second column": "第二列",
        "{} more": "另外 {} 个",
        "none": "无",
        "nothing": "空",
        "tabs": "制表符",
        "commas": "逗号",
        "semicolons": "分号",
        "vertical bars": "竖线",
        "new": "多出",
        "missing": "缺少",
        "it": "它",
        "a folder": "文件夹",
        "no regular file, and may have no end": "非普通文件，可能没有尽头",
        "rows": "行",
        "triples": "三元组",
        "a truth value": "是非值",
        "a table": "表",
        "an object": "对象",
        "a list": "列表",
        "arrays": "数组",
        "process {}": "进程 {}",
        "no message": "没有说明",
        "the subject": "主语",
        "the object": "宾语",
        "the predicate": "谓词",
        "the mapping": "映射",
        "a mapping": "映射",
        "a table's mapping": "表的映射",
        "first entity": "第一个实体",
        "second entity": "第二个实体",
        "{} rows": "{} 行",
        "OWL functional syntax": "OWL 函数式语法",
        "OWL Manchester syntax": "OWL Manchester 语法",
        "the server for assistants": "助手用的服务器",
        "the server": "服务器",
        "openpyxl, which reads XLSX,": "openpyxl（读取 XLSX）",
        "pyyaml, which reads YAML,": "pyyaml（读取 YAML）",
        "A Java, which HermiT and Pellet need,": "Java（HermiT 和 Pellet 需要）",
        "A Java new enough for {} (newer than 17)": "适用于 {} 的 Java（高于 17）",
        "what draws pictures as {} (CairoSVG, with the library cairo)": "绘制 {} 图片的 CairoSVG（及库 cairo）",
        "{}; the library is libcairo2 on Debian, cairo with Homebrew": "{}（库在 Debian 上是 libcairo2，在 Homebrew 中是 cairo）",
        "There are no {}.": "没有{}。",
        "categories": "类别",
        "predicates": "谓词",
        "species": "物种",
        "cells": "细胞",
        "scopes": "适用对象",
        "types of evidence": "证据类型",
        "{} is not {}.": "{} 不是 {}。",
        "{} gave no answer: {…}": "{} 没有回答：{}",
        "row {}: the {} are {}, but must be texts in a list": "第 {} 行：{} 是 {}，但应为文本的列表",
        "{} edges; 1 to {} are possible": "{} 条边；可以是 1 至 {} 条",
        "only a node has a category and a label": "只有节点才有 category 和 label",
        "only an identifier has a prefix": "只有标识符才有 prefix",
        "only a literal has 'values_of'": "只有字面值才有 'values_of'",
        "put this text in double quotes: {}": "请给此文本加双引号：{}",
        "{} has no text": "{} 没有文本",
        "{} is one line of text; nothing may be indented below it": "{} 是一行文本；其下不得有缩进的内容",
        "write what belongs to {} on the lines below it, indented by two blanks": "{} 的内容请写在其下各行，缩进两个空格",
        "{} is empty; fill it or leave it out": "{} 是空的；请填写或去掉",
        "indent this line by {} blanks": "此行应缩进 {} 个空格",
        "the key {} stands here a second time": "键 {} 在此第二次出现",
        "a header line stands below the header; move it to the top of the file": "文件头之下又有文件头的行；请移到文件开头",
        "write a blank after '#+'": "'#+' 之后请写一个空格",
        "the first header line must not be indented": "文件头的第一行不得缩进",
        "the quoted text is not closed or has a wrong escape: {}": "引号中的文本没有结束，或转义有误：{}",
        "begin each parameter with '- name: ...', indented by two blanks": "每个参数以 '- name: ...' 开头，缩进两个空格",
        "expected '- text' here, not {}": "此处应为 '- 文本'，而不是 {}",
        "expected 'key: text' here, not {}": "此处应为 '键: 文本'，而不是 {}",
        "SELECT * gives whatever there is; name the columns": "SELECT * 有什么就给什么；请写明列",
        "the answer has no ORDER BY, so that its rows may come in any order": "没有 ORDER BY，行的次序不定",
        "the example call does not fit: {}": "示例的参数不合：{}",
        "cannot be assigned to": "不能被赋值",
        "cannot be tested with BOUND": "不能用 BOUND 检验",
        "cannot be selected": "不能被选出",
        "cannot be a column of VALUES": "不能作 VALUES 的列",
        "it gave up on an axiom that it cannot read": "它无法读懂某条公理",
        "owl:{} names an individual that has no name": "owl:{} 提到没有名称的个体",
        "{} rows, expected at least {}": "有 {} 行，应至少 {} 行",
        "{} rows, expected at least {} and at most {}": "有 {} 行，应至少 {} 行、至多 {} 行",
        "{} of its nodes grounded, expected at least {}": "对照到的节点占 {}，应至少 {}",
        "a study is an object": "研究应为对象",
        "{} is said of {} alone. It is no statement about two things, but part of an assertion, a piece of evidence or a document: an assertion has msc:subject, msc:predicate and msc:object, and evidence (msc:hasEvidence). Say these too, or leave the triple out.": "{} 单独用于 {}。它不是关于两个事物的陈述，而是断言、证据或文献的一部分：断言须有 msc:subject、msc:predicate 和 msc:object，并有证据（msc:hasEvidence）。请一并写明，或去掉该三元组。",
        "its {} is a list or an object, and one text is needed": "其中的 {} 是列表或对象，而此处需要一个文本",
        "its {} has several values, and one is needed": "其中的 {} 有多个值，而此处需要一个",
        "what holds its {} is no object": "其中 {} 所在之处不是对象",
        "its {} is no list of objects": "其中的 {} 不是对象的列表",
        "the number of the study is not NCT and eight digits: {}": "研究编号不是 NCT 加八位数字：{}",
        "neither 'protocolSection' (API version 2) nor 'NCTId' (fields of 2022) is in the study": "研究中既没有 'protocolSection'（API 第 2 版），也没有 'NCTId'（2022 年的字段）",
        "{} is no number of HGNC.": "{} 不是 HGNC 编号。",
        "it names no disease.": "没有指明疾病。",
        "it does not say which gene or product it is about.": "没有说明是哪个基因或产物。",
        "{} is no term of GO.": "{} 不是 GO 术语。",
        "{} is no evidence code of GO.": "{} 不是 GO 证据代码。",
        "{} is no relation of GO.": "{} 不是 GO 关系。",
        "{} is no disease.": "{} 不是疾病。",
        "{} is no term of HP.": "{} 不是 HP 术语。",
        "{} is no evidence code of HPO.": "{} 不是 HPO 证据代码。",
        "{} is no qualifier: only NOT is.": "{} 不是限定词：只有 NOT 是。",
        "{} is no number of NCBI Gene.": "{} 不是 NCBI Gene 编号。",
        "{} is no number of PubMed.": "{} 不是 PubMed 编号。",
        "there is no microRNA.": "没有微小RNA。",
        "there is no target gene.": "没有靶基因。",
        "{} is no sign.": "{} 不是正负号。",
        "{} is no effect of SIGNOR.": "{} 不是 SIGNOR 的作用。",
        "there is neither a gene number nor a symbol.": "既没有基因编号，也没有符号。",
        "{} is neither protein nor mRNA.": "{} 既不是 protein 也不是 mRNA。",
        "there is no name.": "没有名称。",
        "a messenger RNA is given by its gene": "信使 RNA 以其基因表示",
        "its first row, with {}, holds data, not the names of columns. Say -p header=no; if it is a header after all, -p header=1, or on which line it stands.": "第一行（含 {}）是数据，不是列名。请用 -p header=no；若它确是表头，请用 -p header=1，或给出表头所在的行。",
        "Give {} as {}.json (an OBO graph), {}.obo, {}.owl or {}.sssom.tsv, or as a list of terms in JSON.": "请给出 {} 的 {}.json（OBO 图）、{}.obo、{}.owl 或 {}.sssom.tsv，或 JSON 的术语列表。",
        "Its cells seem to be separated by {}, not by {}.": "各格似乎以{}分隔，而不是{}。",
        "an array ([...]) after the name {}": "名称 {} 之后的数组（[...]）",
        "its quote is never closed": "引号没有结束",
        "a quote opens in it that closes in a later row. Double the quotes inside cells": "其中的引号到后面的行才结束。单元格内的引号请写两个",
        "the compressed file is cut off: its end is missing.": "压缩文件被截断：缺少结尾。",
        "the compressed file is damaged: {…}.": "压缩文件已损坏：{}。",
        "Line {} is the last one that can be read whole.": "能完整读取的最后一行是第 {} 行。",
        "a file from {} to {}": "文件的范围是 {} 至 {}",
        "its format is {}": "它的格式是 {}",
        "its digest does not fit": "摘要不符",
        "{} is no count": "{} 不是数目",
        "its files are no table": "文件不成表",
        "its {} is no text": "其中的 {} 不是文本",
        "Remove the folder {}: it is made anew when it is needed.": "请删除文件夹 {}：需要时会重新制作。",
        "its {} part has not been made yet, and the folder cannot be written ({…}). Ask once where it can be: 'msc-graph import --triples' makes all parts at once.": "它的 {} 部分还没有制作，而文件夹无法写入（{}）。请在可写之处先问一次：'msc-graph import --triples' 一次制作所有部分。",
        "the store has at least {} triples, and reasoning is worked out in memory for at most {}. Export a part of it ('msc-graph export part.nq --around NODE') and reason over that file.": "库至少有 {} 个三元组，而在内存中最多推理 {} 个。请导出一部分（'msc-graph export part.nq --around NODE'），再对该文件推理。",
        "{} is no name of a source": "{} 不能作来源的名称",
        "the number of {} of {} is none": "{1} 的 {0} 的数目不是数",
        "what follows cannot be put there": "推出的内容无法放在那里",
        "nothing can be added there": "那里不能添加内容",
        "it is no file of numpy": "它不是 numpy 的文件",
        "it holds no row of numbers of this kind of machine": "其中没有本机这类数的行",
        "it has {} bytes instead of {}": "它有 {} 字节，而应为 {} 字节",
        "nothing has a name like {}": "没有名称近似 {}",
        "msc-graph was installed without {}; install it again": "安装的 msc-graph 缺少 {}；请重新安装",
        "this operation is asked for by {}": "此操作须用 {}",
        "{} claims": "{} 条说法",
    }
)
"""What is put into sentences: kinds of values, parts of lists, and what was found; and sentences beside them."""

REFUSALS: Refusals = MappingProxyType(
    {
        **CLICK,
        **SENTENCES,
        **CALLS,
        **QUESTIONS,
        **DATA,
        **FILES,
        **SOURCES,
        **STORES,
        **HEADERS,
        **CURATION,
        **PARAMETERS,
        **PIECES,
        **OTHERS,
    }
)
"""All of them."""
