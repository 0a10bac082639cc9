use ports::{BadField, Explained};

/// What can be wrong with a description. Each has one sentence, so that it can stand beside a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    TooLarge,
    NotToml,
    Version,
    Missing,
    Template,
    Variable,
    Recipe,
    Path,
    Header,
    Body,
    Answer,
    Callback,
}

impl Class {
    pub fn zh(self) -> &'static str {
        match self {
            Self::TooLarge => "接口描述最多 32 KiB。",
            Self::NotToml => {
                "接口描述不是本格式的 TOML:语法有误、缺少必填项,或有不认识的键;试运行会指出行号。"
            }
            Self::Version => "请写 version = 1。",
            Self::Missing => "必须描述 [submit](下单)与 [query](查询)。",
            Self::Template => {
                "模板写法有误:花括号须成对,|number 只能单独写在 json 里;字面的花括号写成 {{ 与 }}。"
            }
            Self::Variable => "有不认识的变量或过滤器,或变量不能用在此处。",
            Self::Recipe => "签名配方不存在或不完整:最后一步须得到文本(hex_lower、hex_upper 或 base64)。",
            Self::Path => {
                "path 须以 / 开头,只含字母、数字与 - _ . ~ /,不含 . 或 .. 段;参数写在 [….query] 里。"
            }
            Self::Header => "请求头的名称或内容不可用;Host、Content-Length 等由程序填写,不能自定。",
            Self::Body => "请求体不可用:GET 不带请求体,form 与 json 只选一种,小数与日期请加引号。",
            Self::Answer => {
                "应答的读法不完整:路径以 / 开头;code 与 ok 成对;state 与 states 成对;查询必须有 state。"
            }
            Self::Callback => {
                "回调的写法不完整:写 sign 与 signature(配方须用到 {key} 或 {secret}),或写明 unsigned = true。"
            }
        }
    }

    pub fn en(self) -> &'static str {
        match self {
            Self::TooLarge => "A description is at most 32 KiB.",
            Self::NotToml => {
                "The description is no TOML of this form: its syntax is wrong, something required is missing, or a key is \
                 not known; the dry run names the line."
            }
            Self::Version => "Write version = 1.",
            Self::Missing => "Both [submit] and [query] must be described.",
            Self::Template => {
                "A template is malformed: braces come in pairs, |number stands alone and in json only; literal braces are \
                 written {{ and }}."
            }
            Self::Variable => "A variable or filter is not known, or cannot be used where it stands.",
            Self::Recipe => {
                "A signing recipe does not exist or is incomplete: its last step must make a text (hex_lower, hex_upper or \
                 base64)."
            }
            Self::Path => {
                "A path begins with / and is letters, digits and - _ . ~ / without segments . or ..; parameters go into \
                 its query table."
            }
            Self::Header => {
                "The name or text of a header cannot be used; Host, Content-Length and the like are the program's."
            }
            Self::Body => {
                "A body cannot be used: a GET has none, a request has form or json, and fractions and dates are put into \
                 quotes."
            }
            Self::Answer => {
                "How an answer is read is incomplete: paths begin with /, code goes with ok, state with states, and a query \
                 needs a state."
            }
            Self::Callback => {
                "The callback is incomplete: give sign and signature (its recipe must use {key} or {secret}), or say \
                 unsigned = true."
            }
        }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    /// `submit.form.sign`, or `line 12`.
    pub path: String,
    pub class: Class,
    /// What stands there; may be empty.
    pub what: String,
}

impl Fault {
    pub fn new(path: impl Into<String>, class: Class, what: impl Into<String>) -> Self {
        Self { path: path.into(), class, what: what.into() }
    }
}

impl From<&Fault> for Explained {
    fn from(fault: &Fault) -> Self {
        let with = |sentence: &str| match fault.what.as_str() {
            "" => sentence.to_owned(),
            what => format!("{sentence} ({what})"),
        };
        Self { path: fault.path.clone(), zh: with(fault.class.zh()), en: with(fault.class.en()) }
    }
}

/// For the field in which the description stands: a sentence for each class that occurs.
pub(super) fn bad_fields(faults: &[Fault]) -> Vec<BadField> {
    let mut classes: Vec<Class> = Vec::new();
    for fault in faults {
        if !classes.contains(&fault.class) {
            classes.push(fault.class);
        }
    }
    let named = |class: Class| BadField { field: "description", zh: class.zh(), en: class.en() };
    classes.into_iter().map(named).collect()
}
