use crate::known_place::carried;
use crate::store::users::Known;
use crate::{Identity, Result, store};
use db::Tx;
use jobs::NewJob;
use kernel::{Time, UserId};
use ports::{Mail, Mailer};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// The job that tells somebody that their ways to log in have changed. Its payload is an [`OwnChange`].
pub const MAIL_OWN_CHANGE: &str = "mail.own_change";

const OLD_ADDRESS: &str = "address before";

/// What of somebody's ways to log in has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Changed {
    AppAdded,
    AppRemoved,
    RecoveryCodesRenewed,
    PasskeyAdded,
    PasskeyRemoved,
    Password,
    Email,
    Phone,
    LoginLinked,
    LoginUnlinked,
}

/// Told by mail, to the address from before, too, where the address is what changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnChange {
    pub user: UserId,
    pub what: Changed,
    /// Microseconds UTC.
    pub at: i64,
    pub from: String,
    /// The address from before, sealed, in hexadecimal; empty for the one that is theirs now.
    #[serde(default)]
    pub before: String,
}

impl Changed {
    /// In Chinese and in English.
    fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::AppAdded => ("开启了两步验证（验证器）", "A second factor (an app) was set up"),
            Self::AppRemoved => ("关闭了两步验证（验证器）", "The second factor (an app) was removed"),
            Self::RecoveryCodesRenewed => ("更换了恢复码", "The recovery codes were renewed"),
            Self::PasskeyAdded => ("添加了一个通行密钥", "A passkey was added"),
            Self::PasskeyRemoved => ("移除了一个通行密钥", "A passkey was removed"),
            Self::Password => ("设置了新密码", "A new password was set"),
            Self::Email => ("更换了邮箱地址", "The e-mail address was changed"),
            Self::Phone => ("更换了手机号", "The telephone number was changed"),
            Self::LoginLinked => ("绑定了一种第三方登录方式", "A log-in with another provider was linked"),
            Self::LoginUnlinked => {
                ("解绑了一种第三方登录方式", "A log-in with another provider was unlinked")
            }
        }
    }
}

impl Identity {
    /// In the transaction of the change: its owner hears of it by mail. Who has no address hears nothing.
    pub(crate) async fn tell_own_change(
        &self,
        tx: &mut Tx,
        user: UserId,
        what: Changed,
        from: &str,
    ) -> Result<()> {
        let told =
            OwnChange { user, what, at: self.ambient.now().0, from: from.to_owned(), before: String::new() };
        self.enqueue_change(tx, vec![told]).await
    }

    /// As [`Identity::tell_own_change`], of a new address: the one from before is told first of all, because whoever has
    /// taken the account over reads the new one.
    pub(crate) async fn tell_new_address(&self, tx: &mut Tx, before: &Known, from: &str) -> Result<()> {
        let user = before.user.id;
        let told = OwnChange {
            user,
            what: Changed::Email,
            at: self.ambient.now().0,
            from: from.to_owned(),
            before: String::new(),
        };
        if before.user.email.is_empty() {
            return self.enqueue_change(tx, vec![told]).await;
        }
        let sealed = self.seal(OLD_ADDRESS, &user.to_string(), before.user.email.as_bytes())?;
        let old = OwnChange { before: sealed.iter().map(|b| format!("{b:02x}")).collect(), ..told.clone() };
        self.enqueue_change(tx, vec![old, told]).await
    }

    async fn enqueue_change(&self, tx: &mut Tx, told: Vec<OwnChange>) -> Result<()> {
        let jobs = told.iter().map(|told| NewJob::new(MAIL_OWN_CHANGE, &json!(told))).collect();
        jobs::enqueue(tx, &self.ambient, jobs).await?;
        Ok(())
    }

    /// The work of a [`MAIL_OWN_CHANGE`] job.
    pub async fn mail_own_change(&self, told: &OwnChange, mailer: &dyn Mailer) -> Result<()> {
        let to = if told.before.is_empty() {
            let user = store::users::by_id(&self.db, &self.contacts, told.user).await?;
            user.map(|user| user.email).unwrap_or_default()
        } else {
            let sealed = unhex(&told.before);
            let opened = self.unseal(OLD_ADDRESS, &told.user.to_string(), &sealed)?;
            String::from_utf8_lossy(opened.expose()).into_owned()
        };
        if to.is_empty() {
            return Ok(());
        }
        let (zh, en) = told.what.words();
        let (at, from) = (Time(told.at).rfc3339(), &told.from);
        let text = format!(
            "您的账户刚刚{zh}。\n时间：{at}\n网络地址：{from}\n如果不是您本人操作，请立即登录，修改密码，在“登录与安全”中检查登录方式并结束其他会话；登录不了时请联系我们。\n\n\
             {en} in your account.\nTime: {at}\nAddress: {from}\nIf it was not you, log in now, change your password, look at your ways to log in, and end the other sessions in your account. If you cannot log in, tell us.\n",
        );
        let subject = format!("账户安全提醒：{zh} · {en}");
        carried(mailer.send(&Mail { to, subject, text }).await)
    }
}

/// What is no hexadecimal is nothing, and then it does not open.
fn unhex(text: &str) -> Vec<u8> {
    let pair = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..text.len()).step_by(2).map_while(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    const ALL: [Changed; 10] = [
        Changed::AppAdded,
        Changed::AppRemoved,
        Changed::RecoveryCodesRenewed,
        Changed::PasskeyAdded,
        Changed::PasskeyRemoved,
        Changed::Password,
        Changed::Email,
        Changed::Phone,
        Changed::LoginLinked,
        Changed::LoginUnlinked,
    ];

    #[test]
    fn each_change_is_told_in_words_of_its_own_and_comes_back_out_of_hexadecimal() {
        let words: BTreeSet<_> = ALL.iter().map(|what| what.words()).collect();
        assert_eq!(words.len(), ALL.len());
        let bytes: Vec<u8> = (0..=255).collect();
        let text: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(unhex(&text), bytes);
        assert_eq!(unhex("0g"), Vec::<u8>::new());
    }
}
