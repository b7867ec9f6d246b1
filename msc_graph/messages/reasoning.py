"""What reasoning says, in English and Chinese: statements, rules, reports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from string import Formatter

from msc_graph.messages.catalogue import Messages, in_language, message
from msc_graph.vocabulary.namespaces import MSC, OWL, RDF_TYPE, RDFS

WORDS: Messages = {
    f"{OWL}TransitiveProperty": ("transitive predicate", "可传递谓词"),
    f"{OWL}SymmetricProperty": ("symmetric predicate", "对称谓词"),
    f"{OWL}FunctionalProperty": ("predicate with one value", "单值谓词"),
    "and": (" and ", "且"),
    "or": (" or ", "或"),
    "and also": (" and also ", "且"),
    "then": (", then ", "，再"),
    "comma": (", ", "、"),
    "colon": (": ", "："),
    "thing": ("thing", "事物"),
    "group": ("these", "下列各项"),
    "because": ("because", "理由"),
    "ontology": ("stated by the ontology", "本体所述"),
    "curated": ("stated in the curated graph", "审编图谱所述"),
    "line": ("stated in ", "审编表所述："),
    "file": ("stated in the file", "文件所述"),
    "reasoner": ("in the reasoner's own words", "推理机原文"),
    "seen": ("see above", "见上"),
    "assertion": ("asserted in ", "陈述见 "),
    "consistent": ("The rules find no contradiction.", "规则未发现矛盾。"),
    "nothing": ("does not follow from the graph", "不能由图谱得出"),
    "nothing in file": ("does not follow from the file", "不能由文件得出"),
}
"""Words between statements, and for terms of OWL."""

SENTENCES: Messages = {
    RDF_TYPE: ("{s} is {o}", "{s}属于{o}"),
    f"{RDFS}subClassOf": ("{s} is contained in {o}", "{s}包含于{o}"),
    f"{RDFS}subPropertyOf": ('"{s}" implies "{o}"', "“{s}”蕴含“{o}”"),
    f"{RDFS}domain": ('"{s}" has the domain {o}', "“{s}”的定义域为{o}"),
    f"{RDFS}range": ('"{s}" has the range {o}', "“{s}”的值域为{o}"),
    f"{OWL}inverseOf": ('"{s}" is the inverse of "{o}"', "“{s}”是“{o}”的逆谓词"),
    f"{OWL}equivalentClass": ("{s} means the same as {o}", "{s}等同于{o}"),
    f"{OWL}equivalentProperty": ('"{s}" means the same as "{o}"', "“{s}”等同于“{o}”"),
    f"{OWL}disjointWith": (
        "{s} has no member in common with {o}",
        "{s}与{o}没有共同成员",
    ),
    f"{OWL}members": ("no two of these share a member: {o}", "下列各类两两没有共同成员：{o}"),
    f"{OWL}distinctMembers": ("no two of these are the same: {o}", "下列各项两两不同：{o}"),
    f"{OWL}sameAs": ("{s} is the same as {o}", "{s}等同于{o}"),
    f"{OWL}differentFrom": ("{s} is different from {o}", "{s}不同于{o}"),
    f"{OWL}propertyChainAxiom": (
        '"{s}" follows from the chain: {o}',
        "“{s}”由谓词链得出：{o}",
    ),
    f"{MSC}acyclic": ('"{s}" never leads back to its start', "“{s}”不会回到起点"),
    "predicate type": ('"{s}" is {o}', "“{s}”是{o}"),
    "predicate": ("{s} {p} {o}", "{s}{p}{o}"),
    "attribute": ("{s}: {p} {o}", "{s}：{p} {o}"),
    "quoted": ('"{s}"', "“{s}”"),
    "grouped": ("({s})", "（{s}）"),
    "some": ("thing that {p} some {o}", "与某个{o}有“{p}”关系之物"),
    "something": ("thing that {p} something", "有“{p}”关系之物"),
    "only": ("thing that {p} only {o}", "“{p}”的对象仅为{o}之物"),
    "value": ("thing that {p} {o}", "与{o}有“{p}”关系之物"),
    "not": ("not {o}", "非{o}"),
    "one of": ("one of {o}", "{o}之一"),
    "whose": ("thing whose {p} is some {o}", "“{p}”为某个{o}之物"),
}
"""How the statements of each predicate read: ``s`` subject, ``p`` predicate, ``o`` object."""

RULES: Messages = {
    "prp-dom": ("domain of the predicate", "谓词的定义域"),
    "prp-rng": ("range of the predicate", "谓词的值域"),
    "prp-fp": ("the predicate has one value only", "谓词只有一个值"),
    "prp-symp": ("the predicate holds both ways", "谓词对称"),
    "prp-trp": ("the predicate is transitive", "谓词可传递"),
    "prp-spo1": ("the predicate implies a more general one", "谓词蕴含更一般的谓词"),
    "prp-spo2": ("chain of predicates", "谓词链"),
    "prp-eqp": ("the predicates are equivalent", "谓词等价"),
    "prp-inv": ("inverse of the predicate", "逆谓词"),
    "cls-int1": ("it is in every class of the definition", "属于定义中的每个类"),
    "cls-svf1": ("it has a value of the class that the definition asks for", "具有定义所要求的类的值"),
    "cls-svf2": ("it has a value, as the definition asks", "具有定义所要求的值"),
    "cax-sco": ("the class is contained in another", "类包含于另一类"),
    "eq-sym": ("sameness holds both ways", "等同关系对称"),
    "eq-trans": ("sameness is transitive", "等同关系可传递"),
    "eq-rep-s": ("the same thing has the same facts", "等同之物具有相同事实"),
    "eq-rep-o": ("the same thing has the same facts", "等同之物具有相同事实"),
    "scm-sco": ("containment of classes is transitive", "类的包含可传递"),
    "scm-spo": ("implication of predicates is transitive", "谓词的蕴含可传递"),
    "scm-eqc1": ("equivalent classes contain each other", "等价类互相包含"),
    "scm-eqc2": ("classes that contain each other are equivalent", "互相包含的类等价"),
    "scm-eqp1": ("equivalent predicates imply each other", "等价谓词互相蕴含"),
    "scm-eqp2": ("predicates that imply each other are equivalent", "互相蕴含的谓词等价"),
    "scm-dom1": ("a class that contains the domain is a domain too", "包含定义域的类也是定义域"),
    "scm-dom2": ("a more special predicate keeps the domain", "更特殊的谓词保留定义域"),
    "scm-rng1": ("a class that contains the range is a range too", "包含值域的类也是值域"),
    "scm-rng2": ("a more special predicate keeps the range", "更特殊的谓词保留值域"),
    "scm-int": ("an intersection is contained in each of its classes", "交集包含于其每个类"),
    "scm-uni": ("a union contains each of its classes", "并集包含其每个类"),
    "scm-svf1": ("a value of a class is a value of what contains the class", "类的值也是上位类的值"),
    "scm-svf2": ("a value of a predicate is a value of what it implies", "谓词的值也是上位谓词的值"),
    "cax-dw": ("the classes have no member in common", "两个类没有共同成员"),
    "cax-adc": ("the classes have no member in common", "这些类没有共同成员"),
    "cls-nothing2": ("nothing is in the empty class", "空类没有成员"),
    "acyclic": ("nothing may come back to itself along the predicate", "沿该谓词不得回到自身"),
    "eq-diff1": ("the two are stated to be different", "二者被声明为不同"),
    "eq-diff2": ("the things are stated to be all different", "它们被声明为互不相同"),
}
"""What each rule says; eq-diff2 stands for eq-diff3 (``owl:distinctMembers``) too."""

REPORT: Messages = {
    "asserted": ("asserted triples", "直接陈述的三元组"),
    "inferred": ("inferred triples", "推得的三元组"),
    "rules": ("By rule", "按规则"),
    "ignored": (
        "Not reasoned over (OWL constructs beyond the rules here)",
        "未参与推理（超出此处规则的 OWL 构造）",
    ),
    "contradictions": ("Contradictions", "矛盾"),
    "consistent": ("consistent: no contradiction found by {reasoner}", "一致：{reasoner} 未发现矛盾"),
    "inconsistent": (
        "inconsistent: {reasoner} found that these cannot all hold",
        "不一致：{reasoner} 发现以下各项不能同时成立",
    ),
    "unsatisfiable": ("Classes that cannot have members: {classes}", "不可能有成员的类：{classes}"),
    "malformed": ("no value of its datatype: {triple}", "字面值不符合其数据类型：{triple}"),
    "imports": ("{number} import(s) not read: {iris}", "未读取的导入（{number} 个）：{iris}"),
    "left out": ("({number} steps between are left out: --full)", "（省略中间 {number} 步：--full）"),
    "both": ("HermiT and Pellet", "HermiT 和 Pellet"),
}
"""What a report of reasoning says."""

_PUNCTUATION = frozenset("（）“”：、，；。 ")
_SPELLED = re.compile(r"[A-Z](?:[A-Z0-9]|\b)|[a-z][A-Z]{2}")
_LETTERS_WITH_AN = frozenset("AEFHILMNORSX")
"""Letters whose English names begin with a vowel."""
_LIKE_YOU = re.compile(r"(?:uni(?!n|m)|us[ae]|eu|one\b|once\b|ut[ei]|ur[aeio])", re.IGNORECASE)
_LIKE_A_VOWEL = re.compile(r"(?:[aeiou]|hour|honest|heir|8|1[18]\b)", re.IGNORECASE)


def word(key: str, lang: str) -> str:
    """Return an interface word, or the words for a term of OWL, in ``lang``."""
    return message(WORDS, key, lang)


def sentence(pattern: str, lang: str, *, subject: str, object: str, predicate: str) -> str:
    """Return a sentence of `SENTENCES` with its parts in place, spaced as the language is."""
    if lang == "en":
        return message(SENTENCES, pattern, lang, s=subject, p=predicate, o=object)
    parts = {"s": subject, "p": predicate, "o": object}
    pieces: list[str] = []
    for literal, field, _, _ in Formatter().parse(in_language(SENTENCES, lang)[pattern]):
        pieces += [literal, parts[field] if field else ""]
    return joined(pieces)


def has_articles(lang: str) -> bool:
    """Return whether nouns of a language take an article (`with_article`)."""
    return lang == "en"


def with_article(noun: str) -> str:
    """Return an English noun with ``a`` or ``an`` before it, as it is spoken.

    >>> [with_article(noun) for noun in ("extracellular vesicle", "M1 macrophage", "unit", "gene")]
    ['an extracellular vesicle', 'an M1 macrophage', 'a unit', 'a gene']
    """
    if _SPELLED.match(noun):
        vowel = noun[0].upper() in _LETTERS_WITH_AN
    elif _LIKE_YOU.match(noun) or "://" in noun:
        vowel = False
    else:
        vowel = _LIKE_A_VOWEL.match(noun) is not None
    return f"{'an' if vowel else 'a'} {noun}"


def joined(parts: Iterable[str]) -> str:
    """Return parts of a Chinese sentence in a row, with a space where Chinese meets another script.

    >>> joined(["miR-21-5p", "靶向", "PTEN"]), joined(["外泌体", "携带", "微小RNA"])
    ('miR-21-5p 靶向 PTEN', '外泌体携带微小RNA')
    """
    text = ""
    for part in filter(None, parts):
        text += f"{' ' if text and _apart(text[-1], part[0]) else ''}{part}"
    return text


def _apart(before: str, after: str) -> bool:
    if before in _PUNCTUATION or after in _PUNCTUATION:
        return False
    return not (_is_chinese(before) and _is_chinese(after))


def _is_chinese(mark: str) -> bool:
    return "\u3400" <= mark <= "\u9fff"
