"""What the description of a thing says, in English and Chinese."""

from __future__ import annotations

from msc_graph.messages.catalogue import Messages, message

DESCRIBE: Messages = {
    "kind": ("kind", "类别"),
    "other": ("in Chinese", "英文名"),
    "name": ("also called", "别名"),
    "year": ("year", "年份"),
    "same": ("same as", "等同于"),
    "close": ("close to", "近似于"),
    "definition": ("definition", "定义"),
    "out": ("What it does", "作用与关系"),
    "in": ("What points to it", "被指向的关系"),
    "disputed": ("Disputed claims", "有争议的说法"),
    "steps": ("Steps", "步骤"),
    "supports": ("Assertions that it supports", "它支持的陈述"),
    "refutes": ("Assertions that it refutes", "它反驳的陈述"),
    "more": ("and {count} more", "另有 {count} 条"),
    "at least": ("at least {count:,}", "至少 {count:,}"),
    "evidence": ("Evidence", "证据"),
    "verdict": ("verdict", "判定"),
    "belief": ("belief", "可信度"),
    "against": ("against", "反对"),
    "retracted": ("RETRACTED:", "已撤稿："),
    "concern": ("EXPRESSION OF CONCERN:", "关注声明："),
    "right": ("instead", "更正"),
    "why": ("why", "理由"),
    "none known": ("what is right instead is not known", "正确说法未知"),
    "yes": ("yes", "是"),
    "no": ("no", "否"),
}
"""Words between what is known of a thing."""

VALUES: Messages = {
    "verification: verified": ("verified", "已核实"),
    "verification: title only": ("title only", "仅核对标题"),
    "verification: title-verified": ("title-verified", "仅核对标题"),
    "verification: pending": ("pending", "待核实"),
    "verification: memory": ("memory", "凭记忆，待核实"),
    "verification: article claim only": ("article claim only", "仅见于原文章"),
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
}
"""The closed lists of the tables, by property and value."""


def value_in(name: str, value: str, lang: str) -> str:
    """Return a value of a closed list (``verification``, ``phase`` ...) in ``lang``; another as it is."""
    key = f"{name}: {value}"
    return message(VALUES, key, lang) if key in VALUES else value
