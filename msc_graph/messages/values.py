"""What the facts of the graph say, in Chinese: the closed lists of its tables, and their texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from msc_graph.languages import LANGUAGES
from msc_graph.messages.catalogue import Messages, message
from msc_graph.system.packaged import locate

VALUES: Messages = {
    "verification: verified": ("verified", "已核实"),
    "verification: title only": ("title only", "仅核对标题"),
    "verification: title-verified": ("title-verified", "仅核对标题"),
    "verification: pending": ("pending", "待核实"),
    "verification: memory": ("recalled, citation pending", "凭记忆，待核实"),
    "verification: article claim only": ("article claim only", "仅见于原文章"),
    "grounding: unknown": ("unknown", "对照表中无此名称"),
    "grounding: ambiguous": ("ambiguous", "名称可能指多个事物"),
    "cargoState: delivered": ("delivered", "递送"),
    "cargoState: depleted": ("depleted", "减少"),
    "derivation: stated": ("stated", "来源所述"),
    "derivation: inferred sign": ("inferred sign", "符号为推断"),
    "modality: asserted": ("asserted", "断言"),
    "modality: hedged": ("hedged", "有保留"),
    "modality: normative": ("normative", "主张应当如此"),
    "modality: question": ("question", "提问"),
    "modality: rhetorical": ("rhetorical", "修辞"),
    "modality: speculative": ("speculative", "推测"),
    "basis: retrieved source": ("retrieved source", "已查阅的来源"),
    "basis: memory citation": ("memory citation", "凭记忆引用"),
    "basis: domain knowledge only": ("domain knowledge only", "仅凭领域知识"),
    "enrollmentType: actual": ("actual", "实际"),
    "enrollmentType: anticipated": ("anticipated", "预计"),
    "status: Active, not recruiting": ("Active, not recruiting", "进行中，不再招募"),
    "status: Approved for marketing": ("Approved for marketing", "已获批上市"),
    "status: Available": ("Available", "可申请使用"),
    "status: Completed": ("Completed", "已完成"),
    "status: Enrolling by invitation": ("Enrolling by invitation", "仅限受邀者入组"),
    "status: No longer available": ("No longer available", "不再提供"),
    "status: Not yet recruiting": ("Not yet recruiting", "尚未招募"),
    "status: Recruiting": ("Recruiting", "招募中"),
    "status: Suspended": ("Suspended", "已暂停"),
    "status: Temporarily not available": ("Temporarily not available", "暂不提供"),
    "status: Terminated": ("Terminated", "已终止"),
    "status: Unknown status": ("Unknown status", "状态不明"),
    "status: Withdrawn": ("Withdrawn", "已撤回"),
    "status: Withheld": ("Withheld", "未公开"),
    "phase: Early Phase 1": ("Early Phase 1", "早期1期"),
    "phase: Phase 1": ("Phase 1", "1期"),
    "phase: Phase 2": ("Phase 2", "2期"),
    "phase: Phase 3": ("Phase 3", "3期"),
    "phase: Phase 4": ("Phase 4", "4期"),
    "phase: Not applicable": ("Not applicable", "不适用"),
    "phase: Expanded access": ("Expanded access", "扩大使用"),
    "knowledgeLevel: knowledge_assertion": ("knowledge_assertion", "知识断言"),
    "knowledgeLevel: logical_entailment": ("logical_entailment", "逻辑推论"),
    "knowledgeLevel: prediction": ("prediction", "预测"),
    "knowledgeLevel: statistical_association": ("statistical_association", "统计关联"),
    "knowledgeLevel: observation": ("observation", "观察"),
    "knowledgeLevel: not_provided": ("not_provided", "知识类型未说明"),
    "agentType: manual_agent": ("manual_agent", "人工"),
    "agentType: automated_agent": ("automated_agent", "程序"),
    "agentType: data_analysis_pipeline": ("data_analysis_pipeline", "数据分析流程"),
    "agentType: computational_model": ("computational_model", "计算模型"),
    "agentType: text_mining_agent": ("text_mining_agent", "文本挖掘"),
    "agentType: image_processing_agent": ("image_processing_agent", "图像处理"),
    "agentType: manual_validation_of_automated_agent": (
        "manual_validation_of_automated_agent",
        "程序产生、人工核验",
    ),
    "agentType: not_provided": ("not_provided", "陈述者未说明"),
    "scope: EV": ("EV", "囊泡"),
    "scope: MSC": ("MSC", "MSC细胞"),
    "scope: both": ("both", "囊泡与细胞"),
    "scope: disease": ("disease", "疾病"),
    "scope: gene": ("gene", "基因"),
    "scope: doc": ("doc", "文章"),
    "unitAsStated: EV": ("EV", "个囊泡"),
    "unitAsStated: EVs": ("EVs", "个囊泡"),
    "unitAsStated: MSC": ("MSC", "个MSC"),
    "unit: as unit says": ("as unit says", "见单位一列"),
    "unit: persons": ("persons", "人"),
    "unit: EV": ("EV", "个囊泡"),
    "unit: EVs": ("EVs", "个囊泡"),
    "unit: MSC": ("MSC", "个MSC"),
    "correction: none known": ("none known", "正确说法未知"),
    "boolean: true": ("true", "是"),
    "boolean: false": ("false", "否"),
    "role: pro-tumour": ("pro-tumour", "促肿瘤"),
    "role: anti-tumour": ("anti-tumour", "抑肿瘤"),
    "role: depends": ("depends", "视情况而定"),
    "language: en": ("en", "英文"),
    "language: zh": ("zh", "中文"),
}
"""The closed lists of the tables, by property and value."""

_CODES = frozenset({"ucum", "ucumUnit", "period", "periodUnit", "durationUnit"})
"""Properties and columns whose values are codes of UCUM, which are the same in every language."""

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DATE = re.compile(rf"({'|'.join(_MONTHS)})(?: (\d{{1,2}}),)? (\d{{4}})")
_PLACES = (
    (re.compile(r"section (\d+)"), "第{}节"),
    (re.compile(r"competency question (\d+)"), "能力问题{}"),
)
"""Places in the article and in the list of questions that the graph must answer."""
_JOINED = "; "
"""What stands between several texts in one."""


def value_in(name: str, value: str, lang: str) -> str:
    """Return a value of the property ``name`` (``phase``) in ``lang``; of an open one as `text_in` does.

    Codes stay codes.

    >>> value_in("unit", "mg", "zh"), value_in("ucum", "mg", "zh")
    ('毫克', 'mg')
    """
    if name in _CODES:
        return value
    key = f"{name}: {value}"
    return message(VALUES, key, lang) if key in VALUES else text_in(value, lang)


def text_in(text: str, lang: str) -> str:
    """Return an English text of the tables in ``lang``; as it is where nobody translated it.

    Of several texts joined by a semicolon each is looked up. Dates are those of registries.

    >>> text_in("mice", "zh"), text_in("April 17, 2019", "zh"), text_in("mice", "en")
    ('小鼠', '2019年4月17日', 'mice')
    """
    if lang == LANGUAGES[0]:
        return text
    known = translations()
    parts = (text,) if text in known else text.split(_JOINED)
    return _JOINED.join(known.get(part) or _date(part) or _place(part) or part for part in parts)


@cache
def translations() -> Mapping[str, str]:
    """Return the Chinese of each English text of the curated tables (``ontology/translations.tsv``)."""
    lines = locate("ontology/translations.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return dict(line.split("\t") for line in lines)


def _place(text: str) -> str:
    """Return a section or a question by its number in Chinese; "" for any other text."""
    found = ((pattern.fullmatch(text), chinese) for pattern, chinese in _PLACES)
    return next((chinese.format(match[1]) for match, chinese in found if match), "")


def _date(text: str) -> str:
    """Return a day or a month in Chinese; "" for any other text."""
    found = _DATE.fullmatch(text)
    if not found:
        return ""
    month, day, year = found.groups()
    return f"{year}年{_MONTHS.index(month) + 1}月" + (f"{day}日" if day else "")
