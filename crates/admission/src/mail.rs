use crate::Admission;
use jobs::Retry;
use ports::{Mail, MailError, Mailer};
use serde::{Deserialize, Serialize};

/// The job that writes one mail about admission.
pub const MAIL_ADMISSION: &str = "mail.admission";

/// What somebody is told. Nothing secret: no numbers, no documents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    ApplicationReturned,
    ApplicationApproved,
    AuthorisationDecided {
        brand: String,
        state: String,
        reason: String,
    },
    AuthorisationEnds {
        brand: String,
        days: i64,
        on: String,
    },
    AuthorisationExpired {
        brand: String,
        offers: u64,
    },
    ProductRejected {
        title: String,
        reason: String,
    },
    DomainLost {
        domain: String,
        problem: String,
    },
    /// What of it is named, no value.
    ChannelChanged {
        code: String,
        what: String,
    },
}

/// What a job of [`MAIL_ADMISSION`] carries.
#[derive(Deserialize)]
struct Letter {
    /// Jobs of an older program hold the address itself.
    #[serde(default)]
    to: String,
    #[serde(default)]
    sealed: Vec<u8>,
    notice: Notice,
}

/// What an address in a job is sealed as.
pub(crate) const LETTER: &str = "letter";

impl Admission {
    /// Does one job of [`MAIL_ADMISSION`].
    pub async fn mail(&self, job: &jobs::Job, mailer: &dyn Mailer) -> Result<(), Retry> {
        let letter: Letter = job.read()?;
        let (subject, text) = words(&letter.notice, &self.0.parts.base_url);
        let opened = self.sealer().open(LETTER, &letter.sealed).and_then(|to| String::from_utf8(to).ok());
        let to = Some(letter.to).filter(|to| !to.is_empty()).or(opened);
        let to = to.ok_or_else(|| Retry::never("the address in the job does not open"))?;
        let mail = Mail { to, subject, text };
        match mailer.send(&mail).await {
            // Trying again would not help.
            Ok(()) | Err(MailError::BadAddress(_)) => Ok(()),
            Err(error @ MailError::Unavailable(_)) => Err(Retry::new(error)),
        }
    }
}

/// Chinese first, English below: what language a house reads is not known.
fn words(notice: &Notice, url: &str) -> (String, String) {
    let both = |subject: &str, zh: String, en: String| (subject.to_owned(), format!("{zh}\n\n{en}\n"));
    match notice {
        Notice::ApplicationReturned => both(
            "入驻申请需要修改 · Your application was returned",
            format!("您的入驻申请被退回，需要修改的内容写在申请页面上：\n{url}/apply"),
            format!(
                "Your application was returned. What must be corrected stands beside each field:\n{url}/apply"
            ),
        ),
        Notice::ApplicationApproved => both(
            "入驻申请已通过 · Your application was approved",
            format!("您的入驻申请已通过，店铺已经开通：\n{url}/apply"),
            format!("Your application was approved and your store is open:\n{url}/apply"),
        ),
        Notice::AuthorisationDecided { brand, state, reason } => both(
            "品牌授权有结果 · A brand authorisation was decided",
            format!("品牌「{brand}」的授权：{state}。{reason}\n{url}/console"),
            format!("The authorisation of {brand} is {state}. {reason}\n{url}/console"),
        ),
        Notice::AuthorisationEnds { brand, days, on } => both(
            "品牌授权即将到期 · A brand authorisation is about to end",
            format!(
                "品牌「{brand}」的授权将在 {days} 天内到期（{on}）。到期后相关商品会自动下架，请及时上传新的授权。\n{url}/console"
            ),
            format!(
                "The authorisation of {brand} ends within {days} days ({on}). Its goods go off sale then: hand in a new one.\n{url}/console"
            ),
        ),
        Notice::AuthorisationExpired { brand, offers } => both(
            "品牌授权已到期 · A brand authorisation has ended",
            format!(
                "品牌「{brand}」的授权已到期，{offers} 个在售报价已下架。已付款的订单不受影响。\n{url}/console"
            ),
            format!(
                "The authorisation of {brand} has ended; {offers} offers went off sale. Paid orders are not touched.\n{url}/console"
            ),
        ),
        Notice::ProductRejected { title, reason } => both(
            "商品未通过审核 · A product was rejected",
            format!("商品「{title}」未通过审核：{reason}\n{url}/console"),
            format!("The product {title} was rejected: {reason}\n{url}/console"),
        ),
        Notice::ChannelChanged { code, what } => both(
            "支付渠道已变更 · A payment channel was changed",
            format!(
                "支付渠道「{code}」刚刚被变更：{what}。\n如果您不知道这次变更，请立即查看操作记录，并停用该渠道：\n{url}/console"
            ),
            format!(
                "The payment channel {code} was changed: {what}.\nIf you know nothing of this, look at the audit trail at once and switch the channel off:\n{url}/console"
            ),
        ),
        Notice::DomainLost { domain, problem } => both(
            "店铺域名已失效 · The domain of your store was lost",
            format!(
                "连续三次都无法在 {domain} 上找到验证文件（{problem}），该域名不再显示您的店铺。请重新放置文件并再次验证。\n{url}/console"
            ),
            format!(
                "Three times in a row the file was not found at {domain} ({problem}): your store is not shown there any more. Put the file back and verify the domain again.\n{url}/console"
            ),
        ),
    }
}
