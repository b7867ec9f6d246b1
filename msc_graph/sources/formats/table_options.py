"""What may be said of a table: the options, and a whole mapping as an example."""

from __future__ import annotations

from collections.abc import Mapping

from msc_graph.sources.grounding.names import KINDS

OPTIONS: Mapping[str, tuple[str, str]] = {
    "mapping": (
        "a YAML file with any of these options, or the name of a shipped one; maps of words stand only there",
        "含有这些选项的 YAML 文件，或随附映射的名称；词语对照只能写在其中",
    ),
    "subject": (
        "column of the subject (needed); a column is given by its name or number",
        "主语所在的列（必需）；列可用名称或序号表示",
    ),
    "predicate": (
        "column of the predicate, or one for all rows: a CURIE, or a name or label of the ontology (needed)",
        "谓词所在的列，或适用于所有行的谓词：CURIE，或本体中的名称或标签（必需）",
    ),
    "object": ("column of the object (needed)", "宾语所在的列（必需）"),
    "sign": ("column of the sign, or +, - or ? for all rows", "正负号所在的列，或适用于所有行的 +、- 或 ?"),
    "raises": (
        "column that says yes where the subject raises the object; goes with 'lowers', in place of 'sign'",
        "写明主语是否上调宾语的列；与 'lowers' 一起代替 'sign'",
    ),
    "lowers": (
        "the same where it lowers it; a row that says both is two statements, one that says neither unknown",
        "写明主语是否下调宾语的列；两列皆是的行成为两条陈述，皆否的行方向未知",
    ),
    "reference": (
        "column of references (PMID, DOI; several separated by | ; or ,), or one for all rows",
        "参考文献所在的列（PMID、DOI；多个以 |、; 或 , 分隔），或适用于所有行的一个",
    ),
    "evidence_type": (
        "column of the evidence type (ECO, letters of GO), or a CURIE for all rows, such as ECO:0000181",
        "证据类型所在的列（ECO 或 GO 的字母代码），或适用于所有行的 CURIE，如 ECO:0000181",
    ),
    "direction": (
        "column that says supports or refutes (NOT, Refuted and the like), or one of these for all rows",
        "写有 supports（支持）或 refutes（反驳，如 NOT、Refuted）的列，或适用于所有行的其中之一",
    ),
    "species": (
        "column of the species, or one for all rows (human, Mus musculus, NCBITaxon:10090)",
        "物种所在的列，或适用于所有行的物种（human、Mus musculus、NCBITaxon:10090）",
    ),
    "cell": (
        "column of the cell type (CURIEs of CL), or one for all rows",
        "细胞类型所在的列（CL 的 CURIE），或适用于所有行的一个",
    ),
    "locator": ("column that says where in the reference", "写明在文献中何处的列"),
    "subject_kind": (
        f"the subjects are names, to be looked up as: {', '.join(KINDS)} or mixed (genes and microRNAs)",
        f"主语是名称，按此类查找：{', '.join(KINDS)} 或 mixed（基因和微小RNA混合）",
    ),
    "object_kind": ("the same for the objects", "宾语的同一选项"),
    "subject_prefix": (
        "prefix of the subjects' identifiers, where the column leaves it out (NCBIGene), or the column of it",
        "列中省略的主语标识符前缀（NCBIGene），或前缀所在的列",
    ),
    "object_prefix": ("the same for the objects", "宾语的同一选项"),
    "subject_category": (
        "column of the subjects' class, or a class for all rows, by name or label (Gene)",
        "主语类别所在的列，或适用于所有行的类，用名称或标签（Gene、基因）",
    ),
    "object_category": ("the same for the objects", "宾语的同一选项"),
    "subject_label": ("column of the subjects' names", "主语名称所在的列"),
    "object_label": ("the same for the objects", "宾语的同一选项"),
    "delimiter": (
        "tab, comma, semicolon, bar or another character (default: the likely one)",
        "tab、comma、semicolon、bar 或其他字符（默认：最可能的一个）",
    ),
    "quoted": (
        "yes or no: whether cells may stand in quotes (default: yes; with tabs, if the first cells do)",
        "yes 或 no：单元格是否可以加引号（默认 yes；以制表符分隔时，仅当开头的单元格都加了引号）",
    ),
    "comment": (
        "how lines begin that are left out: # or !",
        "略去的行的开头：# 或 !",
    ),
    "header": (
        "no, where the first row holds data already, or the number of the line on which the header stands",
        "no（首行已是数据），或表头所在行的序号",
    ),
    "columns": (
        "names of the columns of a table without header, with commas between them",
        "无表头表格的列名，以逗号分隔",
    ),
}
"""What ``-p NAME=VALUE`` takes, in English and Chinese; a mapping file as well."""

ONLY_YAML = ("predicates", "signs", "directions", "evidence_types", "classes", "prefixes", "where", "drop")
"""Maps of words, which only a mapping file has."""

EXAMPLE = """\
# mapping.yaml, for a table with the columns mirna, gene, relation, effect, paper and figure:
# msc-graph import table mine.tsv --store my-store --name mine -p mapping=mapping.yaml
subject: mirna
subject_category: MicroRNA
object: gene
object_category: Gene
predicate: relation
predicates:
  represses: msc:targets
  "seen with": {id: "mylab:seen_with", role: contextual, label: seen with}
sign: effect
signs: {falls: "-", rises: "+"}
reference: paper
evidence_type: ECO:0000049
species: human
locator: figure
"""
"""A whole file for ``-p mapping=FILE``."""

EXAMPLE_ZH = EXAMPLE.replace(
    "# mapping.yaml, for a table with the columns mirna, gene, relation, effect, paper and figure:",
    "# mapping.yaml，用于含有 mirna、gene、relation、effect、paper 和 figure 列的表：",
)
"""The same file with its comment in Chinese."""
