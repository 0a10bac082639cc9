use crate::Settings;
use kernel::Bilingual;

/// A field that says something of a person. The table below is reviewed: a new column that does is added to it.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Table and column.
    pub place: &'static str,
    pub what: Words,
    pub purpose: Words,
    pub form: Form,
    pub keep: Keep,
}

/// In Chinese and English.
pub type Words = (&'static str, &'static str);

/// How it lies in the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Under a key that is not in the database.
    Sealed,
    /// A keyed digest, or a hash: it can be compared and not read.
    Digest,
    /// So much of it that only who knows it recognises it.
    Masked,
    Clear,
}

/// How long it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    Minutes(i64),
    Days(i64),
    /// Until the person changes it, takes it away, or deletes the account.
    Account,
    /// A setting; and no longer than the account.
    NetworkAddress,
    /// A setting; and no longer than the account.
    OrderContact,
    /// As long as what was sold has to be proved; without a person once the account is deleted.
    Order,
    /// As long as the merchant's papers have to be kept; drafts until they are deleted.
    Merchant,
    /// For ever: a chain of proofs, in which nothing can be changed.
    Proof,
}

impl Form {
    pub fn code(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Digest => "digest",
            Self::Masked => "masked",
            Self::Clear => "clear",
        }
    }
    pub fn words(self) -> Words {
        match self {
            Self::Sealed => ("加密", "sealed"),
            Self::Digest => ("仅存摘要", "a digest only"),
            Self::Masked => ("脱敏", "masked"),
            Self::Clear => ("明文", "in clear"),
        }
    }
}

impl Keep {
    pub fn code(self) -> &'static str {
        match self {
            Self::Minutes(_) => "minutes",
            Self::Days(_) => "days",
            Self::Account => "account",
            Self::NetworkAddress => "network_address",
            Self::OrderContact => "order_contact",
            Self::Order => "order",
            Self::Merchant => "merchant",
            Self::Proof => "proof",
        }
    }

    /// In days, where it is so many; none where something else ends it.
    pub fn days(self, settings: &Settings) -> Option<i64> {
        let days = match self {
            Self::Days(days) => days,
            Self::NetworkAddress => settings.network_address_days,
            Self::OrderContact => settings.order_contact_days,
            _ => 0,
        };
        Some(days).filter(|days| *days > 0)
    }

    /// How long, and what ends it.
    pub fn words(self, settings: &Settings) -> Bilingual {
        let fixed = |(zh, en): Words| Bilingual::new(zh, en);
        match (self, self.days(settings)) {
            (Self::Minutes(minutes), _) => Bilingual::new(
                format!("{minutes} 分钟，或使用后即删"),
                format!("{minutes} minutes, or until it is used"),
            ),
            (Self::Days(days), _) => {
                Bilingual::new(format!("最后使用后 {days} 天"), format!("{days} days after the last use"))
            }
            (Self::NetworkAddress | Self::OrderContact, Some(days)) => Bilingual::new(
                format!("{days} 天；注销账户时立即删除"),
                format!("{days} days; at once when the account is deleted"),
            ),
            (Self::NetworkAddress | Self::OrderContact, None) => {
                fixed(("直到注销账户", "until the account is deleted"))
            }
            (Self::Account, _) => fixed((
                "直到本人更改、移除，或注销账户",
                "until you change it, take it away, or delete the account",
            )),
            (Self::Order, _) => fixed((
                "与订单同期（电子商务法要求交易记录至少保存三年）；注销账户后不再与本人相连",
                "as long as the order (by law at least three years); no longer tied to you once the account is deleted",
            )),
            (Self::Merchant, _) => fixed((
                "商家资质存续及法定保存期内；未提交的草稿随账户删除",
                "as long as the merchant's papers must be kept; a draft goes with the account",
            )),
            (Self::Proof, _) => fixed((
                "长期保存：防篡改的记录链，只含编号，不含联系方式",
                "for ever: a chain that cannot be changed, which holds ids and no contacts",
            )),
        }
    }
}

const fn field(place: &'static str, what: Words, purpose: Words, form: Form, keep: Keep) -> Field {
    Field { place, what, purpose, form, keep }
}

const LOG_IN: Words = ("登录与验证身份", "to log in, and to prove who you are");
const GUARD: Words = ("防盗用、防刷单、追查纠纷", "against theft and abuse, and to settle disputes");
const REACH: Words =
    ("发送订单链接与通知，查询订单", "to send the order's link and notices, and to find the order");
const ACCOUNT_OF: Words = ("登录、通知、找回账户", "to log in, for notices, and to get the account back");

/// All of them.
pub const FIELDS: &[Field] = &[
    field("users.email", ("电子邮箱", "e-mail address"), ACCOUNT_OF, Form::Sealed, Keep::Account),
    field(
        "users.email_print",
        ("电子邮箱的检索摘要", "what the e-mail address is found by"),
        ACCOUNT_OF,
        Form::Digest,
        Keep::Account,
    ),
    field("users.phone", ("手机号码", "telephone number"), ACCOUNT_OF, Form::Sealed, Keep::Account),
    field(
        "users.phone_print",
        ("手机号码的检索摘要", "what the telephone number is found by"),
        ACCOUNT_OF,
        Form::Digest,
        Keep::Account,
    ),
    field(
        "users.name",
        ("称呼", "what you want to be called"),
        ("页面显示", "to be shown"),
        Form::Clear,
        Keep::Account,
    ),
    field("users.password", ("密码", "password"), LOG_IN, Form::Digest, Keep::Account),
    field("totp.sealed", ("验证器密钥", "the secret of your app"), LOG_IN, Form::Sealed, Keep::Account),
    field("recovery_codes.digest", ("恢复码", "recovery codes"), LOG_IN, Form::Digest, Keep::Account),
    field(
        "passkeys",
        ("通行密钥的公钥与名称", "public key and name of a passkey"),
        LOG_IN,
        Form::Clear,
        Keep::Account,
    ),
    field(
        "login_links.subject",
        ("第三方登录的编号", "your id at a provider"),
        LOG_IN,
        Form::Clear,
        Keep::Account,
    ),
    field(
        "login_links.shown",
        ("第三方登录的名称", "what a provider calls you"),
        ("页面显示", "to be shown"),
        Form::Sealed,
        Keep::Account,
    ),
    field(
        "login_strangers",
        ("第三方登录的名称与邮箱", "name and e-mail address from a provider"),
        LOG_IN,
        Form::Sealed,
        Keep::Minutes(10),
    ),
    field(
        "one_time_codes",
        ("验证码与接收方", "a code, and to whom it was sent"),
        LOG_IN,
        Form::Digest,
        Keep::Minutes(5),
    ),
    field(
        "sessions.from_address",
        ("登录的网络地址", "network address of a log-in"),
        GUARD,
        Form::Clear,
        Keep::Days(14),
    ),
    field("sessions.agent", ("登录的浏览器", "browser of a log-in"), GUARD, Form::Clear, Keep::Days(14)),
    field(
        "known_places.digest",
        ("登录过的网络", "networks you logged in from"),
        ("新设备登录提醒", "to tell you of a new one"),
        Form::Digest,
        Keep::Days(180),
    ),
    field(
        "api_keys.name",
        ("接口密钥的名称", "the name of an API key"),
        ("管理接口密钥", "to manage API keys"),
        Form::Clear,
        Keep::Account,
    ),
    field(
        "invitations.email",
        ("受邀人的电子邮箱", "e-mail address of who is invited"),
        ("邀请加入团队", "to ask somebody to join"),
        Form::Sealed,
        Keep::Account,
    ),
    field("orders.contact", ("订单联系方式", "contact of an order"), REACH, Form::Sealed, Keep::OrderContact),
    field(
        "orders.contact_print",
        ("订单联系方式的检索摘要", "what the contact is found by"),
        REACH,
        Form::Digest,
        Keep::OrderContact,
    ),
    field(
        "price_members, price_list_partners",
        (
            "商家给您的会员等级、协议价与备注名",
            "levels and price lists that merchants gave you, and what they call you",
        ),
        ("按约定的价格结算", "to charge what was agreed"),
        Form::Clear,
        Keep::Account,
    ),
    field(
        "docking_keys.name, docking_keys.report_url, docking_orders.callback_url, docking_orders.trace",
        (
            "您的对接密钥的名称、通知地址与订单备注",
            "names of your docking keys, addresses that they report to, what you wrote beside their orders",
        ),
        ("让您的店铺自动进货并得到通知", "to let your shop buy by itself, and tell it what becomes of it"),
        Form::Clear,
        Keep::Account,
    ),
    field(
        "agreements, allocations, clause_firings",
        (
            "商家与您约定的配额、条款、备注名，以及条款何时触发",
            "allocations and clauses that merchants agreed on with you, what they call you, and when clauses fired",
        ),
        ("按约定供货", "to supply you as agreed"),
        Form::Clear,
        Keep::Account,
    ),
    field(
        "partner_patterns",
        ("作为渠道伙伴的购买统计", "how you buy as a partner, in figures"),
        GUARD,
        Form::Clear,
        Keep::Account,
    ),
    field(
        "coupon_uses.buyer_key",
        ("谁用过优惠码：用户编号或联系方式摘要", "who used a coupon: an id, or what the contact is found by"),
        ("限制每人使用次数", "to count uses by one buyer"),
        Form::Digest,
        Keep::OrderContact,
    ),
    field(
        "fulfilments.account",
        ("充值账号", "the account that something is credited to"),
        ("把商品充值到该账号，处理售后", "to credit it, and to settle what goes wrong"),
        Form::Sealed,
        Keep::OrderContact,
    ),
    field(
        "fulfilments.account_hint",
        ("充值账号的首尾几位", "the first and last signs of that account"),
        ("供买家和商家核对", "for you and the merchant to know which one it is"),
        Form::Masked,
        Keep::OrderContact,
    ),
    field(
        "saved_accounts.account",
        ("您要求记住的常用充值账号", "accounts that you asked us to remember"),
        ("下次下单时供您选择", "to be chosen at your next order"),
        Form::Sealed,
        Keep::Account,
    ),
    field(
        "saved_accounts.hint",
        ("常用充值账号的首尾几位", "the first and last signs of these accounts"),
        ("供您辨认", "for you to know which one it is"),
        Form::Masked,
        Keep::Account,
    ),
    field(
        "saved_accounts.print",
        ("常用充值账号的检索摘要", "what these accounts are found by"),
        ("同一账号只记一次", "to remember the same one once"),
        Form::Digest,
        Keep::Account,
    ),
    field(
        "orders.buyer",
        ("订单的买家编号", "whose order it is"),
        ("展示本人订单", "to show you your orders"),
        Form::Clear,
        Keep::Account,
    ),
    field(
        "top_ups.buyer",
        ("充值单的用户编号", "whose top-up it is"),
        ("把款项记入本人钱包", "to put the money into your wallet"),
        Form::Clear,
        Keep::Order,
    ),
    field(
        "payment_chargebacks.buyer",
        ("被银行撤回的付款所属的用户编号", "whose payment a bank took back"),
        ("从本人钱包扣减，或记为欠款", "to take it out of your wallet, or to know what you owe"),
        Form::Clear,
        Keep::Order,
    ),
    field(
        "orders.placed_from",
        ("下单的网络地址", "network address an order was placed from"),
        GUARD,
        Form::Clear,
        Keep::NetworkAddress,
    ),
    field(
        "orders.metadata",
        ("合作方附加的数据", "what a partner adds to an order"),
        ("原样交还合作方", "given back to the partner as it came"),
        Form::Clear,
        Keep::Order,
    ),
    field(
        "order_notes.text",
        ("再次发送链接的对象", "to whom a link was sent once more"),
        ("售后记录", "to help you"),
        Form::Masked,
        Keep::Account,
    ),
    field(
        "order_lines",
        ("购买的商品与金额", "what was bought, and for how much"),
        ("履约、对账、纳税", "to deliver, to settle, and for taxes"),
        Form::Clear,
        Keep::Order,
    ),
    field(
        "reveal_links.used_from",
        ("打开一次性链接的网络地址", "network address that opened a single-use link"),
        GUARD,
        Form::Clear,
        Keep::Account,
    ),
    field(
        "vault_reveals",
        ("查看卡密的账户编号与网络地址", "id and network address of who was shown a key"),
        ("证明卡密由谁查看", "to prove who was shown it"),
        Form::Clear,
        Keep::Proof,
    ),
    field(
        "accounts, transfers",
        ("钱包余额与收支", "the wallet and what moved in it"),
        ("记账", "the books"),
        Form::Clear,
        Keep::Order,
    ),
    field(
        "consents",
        ("同意的文件、版本、时间", "what you agreed to, in which version, and when"),
        ("证明已告知并取得同意", "to prove that you were told and agreed"),
        Form::Clear,
        Keep::Order,
    ),
    field(
        "consents.from_address",
        ("同意时的网络地址", "network address of a consent"),
        ("证明已取得同意", "to prove that you agreed"),
        Form::Clear,
        Keep::NetworkAddress,
    ),
    field(
        "trail",
        (
            "后台操作的账户编号、事由与网络地址",
            "id, reason and network address of acts of staff, and of changes of an account",
        ),
        ("审计", "to account for it"),
        Form::Clear,
        Keep::Proof,
    ),
    field(
        "api_idempotency.body",
        (
            "接口的首次答复（可含受邀人邮箱）",
            "first answers of the API (may hold the address of who is invited)",
        ),
        ("重复请求得到同一答复", "to answer a repeated request the same"),
        Form::Clear,
        Keep::Days(2),
    ),
    field(
        "applications.sealed",
        ("入驻申请：证照号码、联系人、银行账户", "an application to sell: licence, contacts, bank account"),
        ("核验商家身份", "to know who sells"),
        Form::Sealed,
        Keep::Merchant,
    ),
    field(
        "payout_accounts.sealed",
        ("收款账户：户名、开户行、账号", "the account of payouts: holder, bank, number"),
        ("向商家打款", "to pay merchants out"),
        Form::Sealed,
        Keep::Merchant,
    ),
    field(
        "payouts.sealed",
        ("每笔提现的收款账户", "the account of each payout"),
        ("证明款项打往何处", "to prove where money went"),
        Form::Sealed,
        Keep::Merchant,
    ),
    field(
        "dispute_entries.text",
        ("售后中双方写下的内容", "what both sides write in a dispute"),
        ("处理售后、公正裁决", "to settle disputes, and to rule them fairly"),
        Form::Clear,
        Keep::Proof,
    ),
    field(
        "dispute_files",
        ("售后中上传的图片与录屏", "pictures and recordings shown in a dispute"),
        ("处理售后、公正裁决", "to settle disputes, and to rule them fairly"),
        Form::Sealed,
        Keep::Order,
    ),
    field(
        "diversion_cases",
        ("员工记下的卡密外流地点与备注", "where a key was found, and a note, as the staff wrote it down"),
        GUARD,
        Form::Clear,
        Keep::Merchant,
    ),
    field(
        "admission_prints",
        ("证照、银行账户、电话的检索摘要", "what licence, bank account and telephone are found by"),
        ("防止冒用与重复入驻", "against stolen and repeated identities"),
        Form::Digest,
        Keep::Merchant,
    ),
    field(
        "documents",
        ("证照扫描件", "scans of papers"),
        ("核验商家身份", "to know who sells"),
        Form::Sealed,
        Keep::Merchant,
    ),
    field(
        "stores.contact",
        ("店铺公开的联系方式", "the contact that a store shows"),
        ("买家联系商家", "for buyers to ask"),
        Form::Clear,
        Keep::Merchant,
    ),
];

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_field_is_said_once_in_both_languages() {
        let places: BTreeSet<_> = FIELDS.iter().map(|field| field.place).collect();
        assert_eq!(places.len(), FIELDS.len());
        let settings = Settings { network_address_days: 180, ..Settings::default() };
        for field in FIELDS {
            let keep = field.keep.words(&settings);
            for text in [field.what.0, field.what.1, field.purpose.0, field.purpose.1, &keep.zh, &keep.en] {
                assert!(!text.is_empty(), "{}", field.place);
            }
            let contact = ["email", "phone", "contact"].iter().any(|word| field.place.ends_with(word));
            let public = field.place == "stores.contact";
            assert!(
                public || !contact || field.form == Form::Sealed,
                "{} is a contact in clear",
                field.place
            );
        }
        assert_eq!(Keep::NetworkAddress.days(&settings), Some(180));
        assert_eq!(Keep::OrderContact.days(&settings), None);
    }
}
