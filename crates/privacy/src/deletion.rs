use crate::{Privacy, PrivacyRefusal, Result, store};
use db::Tx;
use identity::{Entry, User, trail};
use kernel::UserId;
use merchants::Erased;
use orders::{anonymise, has_open_orders, pass_gate_of, wallet_debts, wallet_rest};

impl Privacy {
    /// Deletes the account of whoever asks, in one commit: contacts, name, ways in and sessions go; orders stay, and are
    /// nobody's. Refused while somebody or something waits for them. The caller has had them prove who they are.
    pub async fn delete_account(&self, user: UserId) -> Result<()> {
        let who = user.to_string();
        let mut tx = self.db().begin().await?;
        pass_gate_of(&mut tx, user).await?;
        let person = self.identity.hold(&mut tx, user).await?;
        refuse(&mut tx, &person).await?;
        let erased = self.admission.erase_application(&mut tx, user).await?;
        anonymise(&mut tx, user).await?;
        store::partners::forget_docking(&mut tx, user, self.ambient().now()).await?;
        self.identity.erase(&mut tx, user).await?;
        store::consents::forget_address(&mut tx, user).await?;
        // From where is not written: the trail is kept for ever.
        let entry = Entry {
            who: &who,
            what: "account_deleted",
            subject: &who,
            before: person.role.code(),
            ..Entry::at(self.ambient().now())
        };
        trail(&mut tx, &entry).await?;
        tx.commit().await?;
        self.identity.joined(user);
        if let Erased::Gone { blobs } = erased {
            self.admission.delete_blobs(&blobs).await;
        }
        Ok(())
    }
}

async fn refuse(tx: &mut Tx, person: &User) -> Result<()> {
    if let Some(duty) = person.duty {
        return Err(PrivacyRefusal::HasDuty(duty.code()));
    }
    if has_open_orders(tx, person.id).await? {
        return Err(PrivacyRefusal::OpenOrder);
    }
    // What it gives back must find somebody.
    if store::disputes::has_open(tx, person.id).await? {
        return Err(PrivacyRefusal::OpenDispute);
    }
    if let Some(debt) = wallet_debts(tx, person.id).await?.into_iter().next() {
        return Err(PrivacyRefusal::DebtLeft(debt));
    }
    match wallet_rest(tx, person.id).await?.into_iter().next() {
        Some(rest) => Err(PrivacyRefusal::MoneyLeft(rest)),
        None => Ok(()),
    }
}
