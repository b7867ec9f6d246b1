"""The kinds of things that an import tells of, each in English and Chinese, declared here and nowhere else.

A report stores the identifier of a kind with its parameters, so that it can be worded in either language at
any time. In a wording ``[one|several]`` is chosen by the count, and ``{kind}`` stands for a word of `WORDS`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum, unique
from typing import Any

from msc_graph.messages.catalogue import Messages, message

WORDS: Messages = {
    "gene": ("[gene|genes]", "基因"),
    "microrna": ("[microRNA|microRNAs]", "微小RNA"),
    "disease": ("[disease|diseases]", "疾病"),
    "taxon": ("taxon of NCBITaxon", "NCBITaxon 物种"),
    "cell": ("cell type of CL", "CL 细胞类型"),
    "lipid": ("[lipid|lipids]", "脂质"),
    "intervention": ("[intervention|interventions]", "干预措施"),
    "status": ("[status|statuses]", "状态"),
    "location": ("[location|locations]", "地点"),
    "cells-only": ("cells, not vesicles", "给予的是细胞，不是囊泡"),
    "neither": ("neither mesenchymal stem cells nor vesicles", "既无间充质干细胞，也无囊泡"),
    "medium": (
        "conditioned medium or secretome, not isolated vesicles",
        "给予的是条件培养基或分泌组，不是分离的囊泡",
    ),
    "mentioned": (
        "vesicles are mentioned, but none are among what is given",
        "提到囊泡，但给予的产品中没有囊泡",
    ),
    "other-source": ("vesicles, but not of mesenchymal stem cells", "囊泡并非来自间充质干细胞"),
    "outside-the-body": (
        "vesicles put on tissue or blood outside the body; nobody is treated",
        "囊泡用于体外的组织或血液，没有人接受治疗",
    ),
}
"""What a parameter may be: its wording in English and in Chinese."""


@unique
class EventKind(Enum):
    """A kind of event: its wordings in English and Chinese, and False where it has no count."""

    DATE_OF_NEWEST_FILE = (
        "no date was given: that of the newest file is taken",
        "未给出日期：采用最新文件的日期",
        False,
    )
    NO_STATEMENTS = (
        "the files state nothing: no statement was imported; look at the format and its parameters",
        "文件中没有可收入的陈述：未导入任何陈述，请检查格式及其参数",
        False,
    )
    # names
    NAME_WITHOUT_TABLE = (
        "{kind} kept by name: there is no table of such names",
        "按名称保留的{kind}：没有此类名称的对照表",
    )
    NAME_NOT_FOUND = ("{kind} not found in the tables: kept by name", "对照表中未找到的{kind}：按名称保留")
    NAME_AMBIGUOUS = ("{kind} with several meanings: kept by name", "有多种含义的{kind}：按名称保留")
    NAME_IN_GRAPH = ("{kind} found among the names of the curated graph", "在审编图谱的名称中找到的{kind}")
    ARM_TAKEN = (
        "{kind} named without an arm: taken for the arm that the curated graph knows",
        "未写明臂的{kind}：按审编图谱所收录的臂处理",
    )
    IDENTIFIER_OF_NOTHING = (
        "[row|rows] of what has nothing behind its prefix: left out",
        "前缀后为空值的行：不收入",
    )
    IDENTIFIER_BY_NAME = (
        "[name|names] behind a prefix in the place of a number: resolved",
        "前缀后写的是名称而非编号：已解析为相应标识符",
    )
    IDENTIFIER_UNFIT = (
        "[identifier|identifiers] in a form that the prefix does not have, and no known [name|names] either:"
        " kept as [it is|they are], joined with nothing",
        "形式与前缀不符、也不是已知名称的标识符：按原样保留，不与任何节点合并",
    )
    IDENTIFIER_JOINED = (
        "[identifier that became|identifiers that became] the graph's own",
        "改用图谱中标识符的标识符",
    )
    IDENTIFIER_AMBIGUOUS = (
        "[identifier that stands|identifiers that stand] for several things: kept as [it is|they are]",
        "对应多个事物的标识符：按原样保留",
    )
    IDENTIFIER_LED_ON = (
        "[edge|edges] from genes to their microRNAs, or to their orthologues, by the tables of names",
        "依据名称对照表，由基因指向其微小RNA或直系同源基因的边",
    )
    NAME_BY_ALIAS = ("{kind} found by another name", "通过别名找到的{kind}")
    NAME_BY_EARLIER_NAME = ("{kind} found by an earlier name", "通过旧名找到的{kind}")
    GENE_WITHOUT_NUMBER = (
        "[row|rows] without a gene number: the symbol is taken",
        "没有基因编号的行：改用基因符号",
    )
    GENE_OF_HUMANS = (
        "[row|rows] of another species with the number of a human gene: taken for the human gene",
        "物种不是人、基因编号却属于人类基因的行：按人类基因处理",
    )
    SPECIES_UNKNOWN = (
        "[row|rows] of a species that is not known here: the species is left out",
        "物种未收录的行：不写物种",
    )
    # what becomes of nodes, predicates and references
    CATEGORY_WITHOUT_CLASS = (
        "[node|nodes] of a category that has no class here: kept as Node",
        "类别在本体中没有对应类的节点：归入 Node",
    )
    SECOND_CLASS = (
        "[node|nodes] of which the files state several classes: the first is kept",
        "文件给出多个类别的节点：保留最先给出的类别",
    )
    CLASS_OF_GRAPH = (
        "[node|nodes] of another class than the graph has: the graph's is kept; look whether the"
        " [identifier is|identifiers are] right",
        "类别与图谱不符的节点：保留图谱的类别；请核对标识符是否正确",
    )
    DEFINITION_OF_GRAPH = (
        "[node|nodes] that the graph describes already: the [definition|definitions] of the files [is|are]"
        " left out",
        "图谱已作描述的节点：不收入文件给出的定义",
    )
    PROPERTIES_OF_GRAPH = (
        "[node|nodes] whose properties the graph has already: its values are kept, those of the files are"
        " left out",
        "图谱已有其属性的节点：保留图谱的值，不收入文件的值",
    )
    PREDICATE_BY_NAME = (
        "[row|rows] with a predicate by name or label: taken for that of the ontology (a mapping with"
        " 'predicates:' says what else it means)",
        "以名称或标签写出谓词的行：按本体中的该谓词处理（若另有含义，可在映射文件中用 'predicates:' 说明）",
    )
    PREDICATE_AS_CONTEXT = (
        "[predicate|predicates] that the ontology does not declare: kept as contextual, which no path takes"
        " unasked (a mapping with 'predicates:' says what they mean)",
        "本体未声明的谓词：作为背景关系保留，通路默认不用（可在映射文件中用 'predicates:' 说明其含义）",
    )
    PREDICATE_OF_SOURCE = (
        "[predicate|predicates] that the ontology does not declare: kept with role and sign of the source",
        "本体未声明的谓词：按来源给出的作用和正负号保留",
    )
    REFERENCE_AS_LOCATOR = (
        "[reference|references] that [is no identifier|are no identifiers]: kept as the place in the source",
        "不是标识符的文献：作为来源中的位置保留",
    )
    REFERENCE_NOT_IN_LIST = (
        "[part of a list|parts of lists] of references that [is no identifier|are no identifiers]: left out,"
        " the others are kept",
        "文献列表中不是标识符的部分：未收入，其余保留",
    )
    ROW_BY_MAPPING = (
        "[row|rows] left out as the mapping says (where, drop)",
        "按映射（where、drop）未收入的行",
    )
    RETRACTED = (
        "retracted [paper|papers] among the references: marked as such",
        "文献中已撤稿的论文：已标记",
    )
    EVIDENCE_CODE_NOT_WEIGHED = (
        "[row|rows] with an evidence code without weight: the nearest type, or that of the format, is taken",
        "证据代码没有权重的行：采用最接近的类型或该格式的类型",
    )
    SPECIES_LEFT_OUT = (
        "species without a number here: left out of the statements",
        "本体中没有编号的物种：未写入陈述",
    )
    CONTEXT_LEFT_OUT = (
        "[edge|edges] with a context that is no {context}: left out",
        "语境不是{context}的边：不写该语境",
    )
    SIGN_AGAINST_PREDICATE = (
        "[row|rows] with another sign than that of the predicate, which counts: look which of them is meant",
        "正负号与谓词不符的行：以谓词为准，请核对",
    )
    SIGN_AGAINST_OTHERS = (
        "[pair|pairs] to which the curated graph or another source gives the opposite sign: both are kept;"
        " 'msc-graph check' lists all such statements",
        "与审编图谱或其他来源方向相反的配对：两者均保留；'msc-graph check' 列出全部此类陈述",
    )
    DIRECTION_UNREAD = (
        "[edge|edges] with a direction that is none of Biolink's: left without a sign of their own",
        "方向限定词不是 Biolink 的取值的边：不由其取正负号",
    )
    COLUMN_NOT_KEPT = ("[column|columns] not kept", "未保留的列")
    EDGE_WITHOUT_DIRECTION = (
        "[edge|edges] without direction: kept in the direction of the file",
        "没有方向的边：按文件中的方向保留",
    )
    UNSEEN_MARKS = (
        "[identifier or name|identifiers or names] with marks that are not seen: the marks are left out",
        "含不可见字符的标识符或名称：已去除这些字符",
    )
    CONTROL_CHARACTERS = (
        "[text|texts] with control characters: a space stands in the place of each",
        "含控制字符的文本：每个控制字符以空格代替",
    )
    HEADER_AGAIN = (
        "[row that repeats|rows that repeat] the header, as in files put together: left out",
        "与表头相同的行（如由多个文件拼接而成）：未收入",
    )
    SHEETS_NOT_READ = (
        "[sheet|sheets] of a workbook not read: only the first that holds rows is; save others as files",
        "工作簿中未读取的工作表：只读取首张有内容的工作表，其余请另存为文件",
    )
    GENE_AS_DATE = (
        "gene [symbol that looks|symbols that look] like [a date|dates] made by a spreadsheet: not taken",
        "疑似被电子表格改成日期的基因符号：不采用",
    )
    # Hetionet
    NO_NODES = (
        "no nodes.tsv was given: nodes have identifiers and classes, but no names",
        "没有给出 nodes.tsv：节点只有标识符和类别，没有名称",
        False,
    )
    # miRTarBase
    TARGET_OF_OTHER_SPECIES = (
        "[row|rows] with the microRNA of one species and the target of another",
        "微小RNA与靶基因属于不同物种的行",
    )
    RECORD_WITHOUT_PUBMED = (
        "[row|rows] without a PubMed number: the record itself is the reference",
        "没有 PubMed 编号的行：以记录本身为文献",
    )
    RECORD_WITHOUT_SUPPORT = (
        "[row|rows] without a support type: counted as a record of a database",
        "没有支持类型的行：按数据库记录计",
    )
    # vesicle databases
    NO_EXPERIMENTS = (
        "no table of experiments was given: there are no PubMed numbers and no samples",
        "没有给出实验表：没有 PubMed 编号和样本",
        False,
    )
    EXPERIMENT_WITHOUT_PUBMED = (
        "[experiment|experiments] without a PubMed number: the database itself is the reference",
        "没有 PubMed 编号的实验：以数据库本身为文献",
    )
    EXPERIMENT_UNKNOWN = (
        "[row|rows] of an experiment that is in no table of experiments",
        "实验不在实验表中的行",
    )
    READ_COUNTS = (
        "[table|tables] of read counts beside normalised values: the latter are taken",
        "与归一化值并列的读数表：采用归一化值",
    )
    RUN_WITHOUT_SAMPLE = ("[run|runs] in no table of samples", "不在样本表中的测序批次")
    PROTEIN_FORM = (
        "[row|rows] about an isoform or chain of a protein: stated of its gene",
        "关于蛋白质某一异构体或片段的行：按其基因表述",
    )
    # Gene Ontology
    NO_ONTOLOGY = (
        "no ontology was given (go.json, go.obo): terms have no names, and none is led to the process that it"
        " regulates",
        "没有给出本体文件（go.json、go.obo）：术语没有名称，也无法归到其所调节的过程",
        False,
    )
    FIRST_SPECIES_TAKEN = (
        "[row|rows] with a second species (host and guest): the first one is taken",
        "含第二个物种（宿主与寄生者）的行：采用第一个",
    )
    ROW_OF_OTHER_SPECIES = ("[row|rows] of another species: left out", "其他物种的行：未收入")
    ANNOTATION_WITHOUT_DATA = (
        "[annotation that says|annotations that say] that nothing is known (ND): left out",
        "表示尚无数据（ND）的注释：未收入",
    )
    ANNOTATION_BY_PROGRAM = (
        "[annotation|annotations] inferred by a program or along a tree of genes (IEA, IBA and the like):"
        " left out; -p evidence=all takes them",
        "由程序或按基因系统树推断的注释（IEA、IBA 等）：未收入；-p evidence=all 可收入",
    )
    ANNOTATION_SIGNED = (
        "[annotation|annotations] to the positive or negative regulation of a process: stated of the process,"
        " with the sign",
        "注释到某过程的正调节或负调节：作为该过程的带符号陈述",
    )
    SIGN_BY_NAME = (
        "[annotation|annotations] to a regulation that the ontology does not link to its process: linked by"
        " the name",
        "注释的调节术语在本体中未与其过程相连：按名称相连",
    )
    SIGN_WITHOUT_PROCESS = (
        "[annotation|annotations] to the regulation of a process that was not found: stated of the regulation"
        " itself",
        "找不到所调节过程的注释：陈述调节术语本身",
    )
    ANNOTATION_SAID_WITH_SIGN = (
        "[statement|statements] that a gene is involved in a process, of which another annotation gives the"
        " sign: left out",
        "仅称基因参与某过程、而另有注释给出其方向的陈述：未收入",
    )
    TERM_MERGED = (
        "[annotation|annotations] to a term that was merged into another: stated of that one",
        "注释的术语已并入另一术语：按后者表述",
    )
    TERM_UNKNOWN = (
        "[annotation|annotations] to a term that is not in the ontology or obsolete: kept, with its number",
        "注释的术语不在本体中或已废弃：保留，以编号为名称",
    )
    # SIGNOR
    ENTITY_BY_NAME = (
        "[entity|entities] without an identifier: kept by name",
        "没有标识符的实体：按名称保留",
    )
    PHENOTYPE_AS_PROCESS = (
        "[mention|mentions] of a phenotype that is a process of GO: stated of the process",
        "表型即 GO 中某一过程：按该过程表述",
    )
    PHENOTYPE_KEPT = (
        "[mention|mentions] of a phenotype that is no process of GO by its name: kept as SIGNOR's",
        "名称不对应 GO 过程的表型：作为 SIGNOR 的表型保留",
    )
    # genes and diseases
    JUDGED_AGAINST = (
        "[pair|pairs] of gene and disease judged disputed, refuted or unrelated: [speaks|speak] against",
        "被判为有争议、被否定或无关系的基因与疾病对：作为反驳",
    )
    NOTHING_JUDGED = (
        "[pair|pairs] of gene and disease on which nothing is judged: left out",
        "未作判断的基因与疾病对：未收入",
    )
    NEITHER_LOSS_NOR_GAIN = (
        "[pair|pairs] of gene and disease of which neither loss nor gain is said: without a sign",
        "未说明功能丧失或获得的基因与疾病对：没有方向",
    )
    NO_PHENOTYPE = (
        "[row|rows] on inheritance, course or modifiers of a disease: left out",
        "关于遗传方式、病程或修饰因素的行：未收入",
    )
    PHENOTYPE_NEGATED = (
        "[row|rows] that a disease lacks a phenotype (NOT, or a frequency of 0): [speaks|speak] against",
        "表示疾病没有某表型（NOT 或频率为 0）的行：作为反驳",
    )
    PAIR_REPEATED = (
        "[row|rows] that repeat a pair of gene and disease for another phenotype: stated once",
        "因表型不同而重复同一基因与疾病对的行：只陈述一次",
    )
    GENE_WITHOUT_SIGN = (
        "[association|associations] of a gene with a disease: which way it acts is not said",
        "基因与疾病的关联：未说明作用方向",
    )
    # regulation
    SIGN_ASSUMED = (
        "[regulation|regulations] whose sign no paper decided: the sign is unknown",
        "方向并非由论文判定的调控关系：方向未知",
    )
    SIGNS_BOTH = (
        "[regulation|regulations] reported with both signs: stated once with each",
        "两种方向均有报道的调控关系：各陈述一次",
    )
    ONLY_INFERRED = (
        "[regulation|regulations] of a level of confidence that is only inferred (D, E): left out",
        "置信级别仅为推断（D、E）的调控关系：未收入",
    )
    # CTD
    INFERRED_ONLY = (
        "[row|rows] without direct evidence, inferred over a chemical or a gene: left out",
        "没有直接证据、经由化学物质或基因推断的行：未收入",
    )
    ACTION_LEFT_OUT = (
        "[interaction|interactions] with several actions, or one that says nothing of amounts: left out",
        "含多个作用、或作用与数量无关的相互作用：未收入",
    )
    # trials
    TRIAL_DATE_IMPOSSIBLE = (
        "[date|dates] of trials that no calendar has: left out",
        "日历上不存在的试验日期：不写入",
    )
    TRIAL_LEFT_OUT = ("[trial|trials] left out: {reason}", "未收入的试验：{reason}")
    TRIAL_REPEATED = (
        "[record|records] of a trial that was given already: the first one is taken",
        "重复给出的试验记录：采用第一条",
    )
    TRIAL_PART_BY_NAME = (
        "{part} of trials kept by name: there is no table of such names",
        "试验的{part}按名称保留：没有此类名称的对照表",
    )
    PAGE_OF_SEVERAL = (
        "the file is one page of an answer that goes on: further trials are in the next pages",
        "文件只是一次检索结果中的一页：其余试验在后续各页中",
        False,
    )
    # DrugMechDB
    MECHANISM_WITHOUT_REFERENCE = (
        "[mechanism|mechanisms] without a reference: the record itself is the reference",
        "没有文献的机制：以记录本身为文献",
    )
    NODE_OF_UNKNOWN_TYPE = (
        "[node|nodes] of a type that is not known here: kept as Node",
        "类型未知的节点：归入 Node",
    )
    NODE_WITH_TWO_TYPES = (
        "[node|nodes] with two types: the first one is taken",
        "有两种类型的节点：采用第一种",
    )
    DRUGBANK_NUMBER = (
        "DrugBank [number|numbers] of an unusual form: kept as given",
        "形式不寻常的 DrugBank 编号：原样保留",
    )
    LINK_KEY_UNKNOWN = (
        "[link|links] whose key is not known here: the sign is read from its words",
        "关系词未收录的连接：由词义判断正负号",
    )
    LINK_IN_PASSIVE = (
        "[link|links] in the passive voice: stated the other way round",
        "以被动语态写成的连接：改为反方向表述",
    )
    # RDF
    TRIPLE_OF_BLANK_NODE = ("[triple|triples] of blank nodes: left out", "含空白节点的三元组：未收入")
    BLANK_NODE_NAMED = (
        "blank [node|nodes] with an identifier of this source",
        "获得本来源标识符的空白节点",
    )
    TRIPLE_ABOUT_TERMS = (
        "[triple that describes|triples that describe] terms or files: left out",
        "描述术语或文件的三元组：未收入",
    )
    TRIPLE_WITH_LITERAL = ("[triple|triples] with a literal: left out", "宾语为字面值的三元组：未收入")
    TRIPLE_BESIDE_ASSERTIONS = (
        "[triple|triples] beside the assertions, which say the same: left out",
        "与陈述内容相同的三元组：未收入",
    )
    TRIPLE_OF_RECORD = (
        "[triple|triples] of records such as paths and mechanisms, which rest on statements and make none:"
        " left out",
        "通路、机制等记录的三元组，它们依据陈述而不作陈述：未收入",
    )
    ASSERTION_INCOMPLETE = (
        "[assertion|assertions] without one subject, predicate and object: left out",
        "主语、谓词或宾语缺失或不唯一的陈述：未收入",
    )
    SLOT_LEFT_OUT = (
        "[triple|triples] of assertions with a predicate that is not read: left out",
        "陈述中未读取的谓词的三元组：未收入",
    )
    ASSERTION_WITHOUT_EVIDENCE = (
        "[assertion|assertions] without evidence that counts: left out",
        "没有有效证据的陈述：未收入",
    )
    NEGATION_UNREAD = (
        "[assertion|assertions] of which it is not clear whether they are negated: left out",
        "是否为否定陈述无法判断的陈述：未收入",
    )
    SUPPORT_OF_WRONG_CLAIM = (
        "[piece|pieces] of evidence for a claim that was judged wrong: left out",
        "支持已被判为错误的说法的证据：未收入",
    )
    REFERENCE_LEFT_OUT = (
        "[assertion|assertions] with a reference that is no identifier: the reference is left out",
        "文献不是标识符的陈述：不写该文献",
    )

    def __init__(self, en: str, zh: str, counted: bool = True) -> None:
        """Keep the wordings, and whether events of this kind are counted."""
        self.en, self.zh, self.counted = en, zh, counted

    @property
    def id(self) -> str:
        """The stable identifier, as in JSON: ``"name-not-found"``."""
        return self.name.lower().replace("_", "-")

    def wording(self, lang: str, count: int | None, parameters: Mapping[str, str]) -> str:
        """Return the wording of an event of this kind.

        Args:
            lang: ``"en"`` or ``"zh"``.
            count: how often it happened, None where that is not counted.
            parameters: a key of `WORDS` for each name in braces.

        >>> EventKind.NAME_NOT_FOUND.wording("en", 2, {"kind": "gene"})
        'genes not found in the tables: kept by name'
        """
        words = {name: message(WORDS, word, lang) for name, word in parameters.items()}
        return inflected(message(EVENTS, self.id, lang, **words), count)


EVENTS: Messages = {kind.id: (kind.en, kind.zh) for kind in EventKind}
"""What each kind of event says, by its identifier."""

BY_ID: Mapping[str, EventKind] = {kind.id: kind for kind in EventKind}
"""The kinds by their identifiers."""


def inflected(text: str, count: int | None) -> str:
    """Return a text with the forms that a count asks for.

    >>> inflected("[row|rows] left out", 1)
    'row left out'
    """
    return re.sub(r"\[(.*?)\|(.*?)\]", r"\1" if count == 1 else r"\2", text)


def worded(report: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """Return a report of `ImportReport.to_dict` whose events also say in words ``what`` happened.

    Args:
        report: as an import made it, or as a store keeps it.
        lang: ``"en"`` or ``"zh"``.
    """
    events = [
        {**event, "what": BY_ID[event["event"]].wording(lang, event["count"], event["parameters"])}
        for event in report["events"]
    ]
    return {**report, "events": events}


def reported(sources: Iterable[Mapping[str, Any]], lang: str) -> list[dict[str, Any]]:
    """Return the sources of a store with their reports `worded`; the curated graph has none."""
    return [
        {**source, "report": worded(source["report"], lang)} if "report" in source else dict(source)
        for source in sources
    ]
