//! Messages about disputes: that there is something to read, and a link. Never what was said.

use crate::{Aftercare, Case, Party, store};
use identity::{Team, UserState};
use jobs::{NewJob, Retry};
use kernel::{DisputeId, Language, Time, UserId};
use ports::{Mail, MailError, Mailer};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that tells one side of a case.
pub const MAIL_DISPUTE: &str = "mail.dispute";

/// What somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    OpenedToMerchant,
    SaidToBuyer,
    SaidToMerchant,
    OfferedToBuyer,
    PlatformToBuyer,
    PlatformToMerchant,
    RuledToBuyer,
    RuledToMerchant,
    AppealedToBuyer,
    AppealedToMerchant,
    ClosedToBuyer,
    ClosedToMerchant,
    RemindBuyer,
    RemindMerchant,
    UnpaidToMerchant,
    ChargebackToMerchant,
}

#[derive(Deserialize)]
struct Letter {
    dispute: DisputeId,
    notice: Notice,
    /// One of the merchant's people; left out in the job that finds out who they are.
    #[serde(default)]
    user: Option<UserId>,
}

impl Aftercare {
    /// Does one job of [`MAIL_DISPUTE`].
    pub async fn mail(&self, job: &jobs::Job, mailer: &dyn Mailer) -> Result<(), Retry> {
        let letter: Letter = job.read()?;
        let found = async {
            let mut tx = self.db().read().await?;
            store::cases::find(&mut tx, letter.dispute).await
        };
        let Some(case) = found.await.map_err(Retry::new)? else { return Ok(()) };
        if letter.notice.is_for_buyer() {
            return self.to_buyer(&case, letter.notice, mailer).await;
        }
        match letter.user {
            None => self.spread(&case, letter.notice).await,
            Some(user) => self.to_staff(&case, letter.notice, user, mailer).await,
        }
    }

    async fn to_buyer(&self, case: &Case, notice: Notice, mailer: &dyn Mailer) -> Result<(), Retry> {
        let order = self.orders().find(case.order).await.map_err(Retry::new)?;
        let Some(to) = order.contact.clone().filter(|contact| contact.contains('@')) else { return Ok(()) };
        let link = format!("{}/dispute", self.orders().link(case.order));
        let (subject, text) = words(notice, case, order.language, &link);
        send(mailer, Mail { to, subject, text }).await
    }

    /// A job for each of the merchant's people, so that each letter is sent once.
    async fn spread(&self, case: &Case, notice: Notice) -> Result<(), Retry> {
        let people = self.identity().staff(Team::Merchant(case.merchant)).await.map_err(Retry::new)?;
        let active = people.into_iter().map(|member| member.user);
        let active = active.filter(|user| user.state == UserState::Active && !user.email.is_empty());
        let jobs: Vec<NewJob> = active
            .map(|user| {
                let payload = json!({ "dispute": case.id, "notice": notice, "user": user.id });
                NewJob::new(MAIL_DISPUTE, &payload)
            })
            .collect();
        if jobs.is_empty() {
            return Ok(());
        }
        let mut tx = self.db().begin().await.map_err(Retry::new)?;
        jobs::enqueue(&mut tx, self.ambient(), jobs).await.map_err(Retry::new)?;
        tx.commit().await.map_err(Retry::new)
    }

    async fn to_staff(
        &self,
        case: &Case,
        notice: Notice,
        user: UserId,
        mailer: &dyn Mailer,
    ) -> Result<(), Retry> {
        let Ok(person) = self.identity().user(user).await else { return Ok(()) };
        let who = user.to_string();
        // They may have left meanwhile.
        let ours = person.merchant == Some(case.merchant) && !person.email.is_empty();
        if !ours || !Party::Merchant(case.merchant, &who).may_see(case) {
            return Ok(());
        }
        let link = format!("{}/console/disputes/{}", self.orders().base_url(), case.id);
        let (zh_subject, zh) = words(notice, case, Language::Zh, &link);
        let (en_subject, en) = words(notice, case, Language::En, &link);
        let mail = Mail {
            to: person.email,
            subject: format!("{zh_subject} · {en_subject}"),
            text: format!("{zh}\n{en}"),
        };
        send(mailer, mail).await
    }
}

pub(crate) async fn send(mailer: &dyn Mailer, mail: Mail) -> Result<(), Retry> {
    match mailer.send(&mail).await {
        // Trying again would not help.
        Ok(()) | Err(MailError::BadAddress(_)) => Ok(()),
        Err(error @ MailError::Unavailable(_)) => Err(Retry::new(error)),
    }
}

impl Notice {
    fn is_for_buyer(self) -> bool {
        matches!(
            self,
            Self::SaidToBuyer
                | Self::OfferedToBuyer
                | Self::PlatformToBuyer
                | Self::RuledToBuyer
                | Self::AppealedToBuyer
                | Self::ClosedToBuyer
                | Self::RemindBuyer
        )
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::OpenedToMerchant => (
                "买家发起了售后纠纷，请在期限内回复",
                "A buyer has opened a dispute: answer before its deadline",
            ),
            Self::SaidToBuyer | Self::SaidToMerchant => {
                ("售后纠纷有新留言", "There is a new message in a dispute")
            }
            Self::OfferedToBuyer => {
                ("商家提出了处理方案，请查看", "The merchant has made you an offer: read it and answer")
            }
            Self::PlatformToBuyer | Self::PlatformToMerchant => {
                ("平台已介入售后纠纷", "The platform now looks at a dispute")
            }
            Self::RuledToBuyer | Self::RuledToMerchant => (
                "平台已裁决，期限内可申诉一次",
                "The platform has ruled: you can appeal once, before the deadline",
            ),
            Self::AppealedToBuyer | Self::AppealedToMerchant => {
                ("对方已申诉，将由另一位仲裁员复核", "The other side has appealed: another arbiter judges")
            }
            Self::ClosedToBuyer | Self::ClosedToMerchant => ("售后纠纷已结束", "A dispute is closed"),
            Self::RemindBuyer | Self::RemindMerchant => {
                ("售后纠纷即将超时，请尽快处理", "A dispute waits for you, and its time is nearly over")
            }
            Self::UnpaidToMerchant => (
                "余额和保证金不足以支付裁决的退款，请尽快补足",
                "Neither balance nor bond pays a refund that was ruled: fill them up",
            ),
            Self::ChargebackToMerchant => (
                "买家的银行发起拒付，请在期限内补充证据",
                "A buyer's bank has taken a payment back: add your evidence before the deadline",
            ),
        }
    }
}

fn words(notice: Notice, case: &Case, language: Language, link: &str) -> (String, String) {
    let (zh, en) = notice.words();
    let amount = case.money(case.amount);
    let due = case.due_at.map(Time::rfc3339);
    match language {
        Language::Zh => {
            let until = due.map(|due| format!("截止时间（UTC）：{due}\n")).unwrap_or_default();
            (zh.to_owned(), format!("{zh}。\n涉及金额：{amount}\n{until}{link}\n"))
        }
        Language::En => {
            let until = due.map(|due| format!("Until (UTC): {due}\n")).unwrap_or_default();
            (en.to_owned(), format!("{en}.\nIn dispute: {amount}\n{until}{link}\n"))
        }
    }
}
