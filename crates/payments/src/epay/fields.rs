use ports::{BadField, Choice, Field, FieldKind, Settings};

pub(super) const URL: Field = Field {
    name: "url",
    kind: FieldKind::Url,
    required: true,
    label_zh: "接口地址",
    label_en: "API address",
    hint_zh: "易支付商户后台「API 信息」或开发文档里的接口地址,不是后台的网址;结尾的 / 与 submit.php 可有可无。",
    hint_en: "From the gateway's API page or its document, not the address of its back office; the / or submit.php at \
              its end may be left out.",
};

pub(super) const PID: Field = Field {
    name: "pid",
    kind: FieldKind::Text,
    required: true,
    label_zh: "商户ID(pid)",
    label_en: "Merchant id (pid)",
    hint_zh: "商户后台「API 信息」里的一串数字,例如 1001。",
    hint_en: "The number on the gateway's API page, such as 1001.",
};

pub(super) const TYPE: Field = Field {
    name: "type",
    kind: FieldKind::Choice(&[
        Choice { value: "cashier", zh: "收银台(买家自选)", en: "Cashier (the buyer chooses)" },
        Choice { value: "alipay", zh: "支付宝", en: "Alipay" },
        Choice { value: "wxpay", zh: "微信支付", en: "WeChat Pay" },
        Choice { value: "qqpay", zh: "QQ 钱包", en: "QQ Wallet" },
        Choice { value: "bank", zh: "云闪付 / 网银", en: "UnionPay / bank" },
    ]),
    required: false,
    label_zh: "支付方式(type)",
    label_en: "Way to pay (type)",
    hint_zh: "不选为收银台。收银台只能用「页面跳转」。",
    hint_en: "The cashier, if left out. The cashier is reached by its page only.",
};

pub(super) const WAY: Field = Field {
    name: "way",
    kind: FieldKind::Choice(&[
        Choice { value: "page", zh: "页面跳转(submit)", en: "Page (submit)" },
        Choice { value: "api", zh: "接口下单(mapi / create)", en: "API (mapi / create)" },
    ]),
    required: false,
    label_zh: "下单方式",
    label_en: "How a payment is opened",
    hint_zh: "不选为页面跳转,所有易支付都支持;接口下单可在本店页面直接显示二维码。",
    hint_en: "By its page, if left out: every gateway has it. By the API the QR code is shown on our own page.",
};

/// How a payment is opened, as it was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The payer's browser brings a signed form; none: the payer chooses in the cashier.
    Page(Option<&'static str>),
    Api(&'static str),
}

/// What both kinds know of where they are and who we are there.
pub(super) struct Basis {
    pub url: Option<String>,
    pub pid: String,
    pub way: Option<Way>,
}

impl Basis {
    pub fn read(settings: &Settings, pages: &[&str], problems: &mut Vec<BadField>) -> Self {
        let given = |name: &str| settings.get(name).map(|value| value.expose().as_str()).unwrap_or_default();
        let url = crate::address::base(given("url"), pages);
        if url.is_none() {
            problems.push(crate::address::bad("url"));
        }
        let pid = given("pid").to_owned();
        if !is_pid(&pid) {
            problems.push(BadField {
                field: "pid",
                zh: "请填商户后台里的商户ID,1 到 32 个字母或数字。",
                en: "Give the merchant id of the gateway's back office: 1 to 32 letters or digits.",
            });
        }
        let kind = chosen(&TYPE, given("type"), "cashier", problems);
        let way = chosen(&WAY, given("way"), "page", problems);
        let way = match (way, kind) {
            (Some("page"), Some("cashier")) => Some(Way::Page(None)),
            (Some("page"), kind @ Some(_)) => Some(Way::Page(kind)),
            (Some(_), Some("cashier")) => {
                problems.push(BadField {
                    field: "way",
                    zh: "接口下单须选定一种支付方式;收银台请选页面跳转。",
                    en: "The API needs one way to pay; choose the page for the cashier.",
                });
                None
            }
            (Some(_), Some(kind)) => Some(Way::Api(kind)),
            _ => None,
        };
        Self { url, pid, way }
    }
}

/// The choice as it stands in the field, so that nothing else can get into a request.
fn chosen(
    field: &Field,
    given: &str,
    usual: &'static str,
    problems: &mut Vec<BadField>,
) -> Option<&'static str> {
    let FieldKind::Choice(choices) = field.kind else { return None };
    let wanted = if given.is_empty() { usual } else { given };
    let found = choices.iter().find(|choice| choice.value == wanted).map(|choice| choice.value);
    if found.is_none() {
        problems.push(BadField {
            field: field.name,
            zh: "请从列出的选项中选一个。",
            en: "Choose one of those that are listed.",
        });
    }
    found
}

fn is_pid(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}
