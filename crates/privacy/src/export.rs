use crate::{Privacy, PrivacyRefusal, Result, store};
use identity::{Rate, TrailFilter, TrailRow, User};
use kernel::{Money, PageAsk, Span, Time, UserId};
use orders::{Order, OrderSummary};
use serde_json::{Value, json};

/// A file of all one's data is much work.
const EXPORTS: Rate = Rate::new(10, Span::hours(1));
/// Of what there may be a great many, so many of the newest are in the file; the rest is in the lists of the API.
const MOST: usize = 10_000;

impl Privacy {
    /// All that the shop holds about somebody, but no key, no secret and no hash of one. The caller has had them prove
    /// who they are.
    pub async fn export(&self, user: UserId) -> Result<Value> {
        let verdict = self.identity.throttle().take("personal_data", &user.to_string(), EXPORTS);
        if !verdict.allowed {
            return Err(PrivacyRefusal::TooOften { retry_after: verdict.retry_after });
        }
        let person = self.identity.user(user).await?;
        let (orders, orders_complete) = self.orders_of(user).await?;
        let (acts, acts_complete) = self.acts_of(user).await?;
        Ok(json!({
            "made_at": self.ambient().now().rfc3339(),
            "account": account(&person),
            "ways": self.ways_of(user).await?,
            "sessions": self.sessions_of(user).await?,
            "api_keys": self.api_keys_of(user).await?,
            "orders": orders,
            "orders_complete": orders_complete,
            "saved_accounts": self.saved_accounts_of(user).await?,
            "wallets": self.wallets_of(user).await?,
            "prices": self.prices_of(user).await?,
            "docking_keys": self.docking_keys_of(user).await?,
            "agreements": self.agreements_of(user).await?,
            "consents": self.consents_of(user).await?,
            "application": self.application_of(user).await?,
            "trail": acts,
            "trail_complete": acts_complete,
        }))
    }

    async fn ways_of(&self, user: UserId) -> Result<Value> {
        let second = self.identity.second_factor(user).await?;
        let passkeys = self.identity.passkeys(user).await?;
        let links = self.identity.links(user).await?;
        Ok(json!({
            "password": self.identity.has_password(user).await?,
            "app": second.totp,
            "recovery_codes_left": second.recovery_codes_left,
            "passkeys": passkeys.iter().map(|passkey| json!({
                "id": passkey.id, "name": passkey.name, "created_at": passkey.created_at.rfc3339(),
                "last_used_at": time(passkey.last_used_at),
            })).collect::<Vec<_>>(),
            "links": links.iter().map(|link| json!({
                "provider": link.provider, "shown": link.shown, "created_at": link.created_at.rfc3339(),
                "last_used_at": time(link.last_used_at),
            })).collect::<Vec<_>>(),
        }))
    }

    async fn sessions_of(&self, user: UserId) -> Result<Vec<Value>> {
        let sessions = self.identity.sessions(user).await?;
        let session = |session: identity::SessionView| {
            json!({
                "id": session.id, "way": session.way, "from": session.from, "agent": session.agent,
                "created_at": session.created_at.rfc3339(), "used_at": session.used_at.rfc3339(),
            })
        };
        Ok(sessions.into_iter().map(session).collect())
    }

    async fn api_keys_of(&self, user: UserId) -> Result<Vec<Value>> {
        let keys = self.identity.api_keys(user).await?;
        let key = |key: identity::ApiKey| {
            json!({
                "id": key.id, "name": key.name, "prefix": key.prefix, "last4": key.last4,
                "scopes": key.scopes.to_string(), "created_at": key.created_at.rfc3339(),
                "last_used_at": time(key.last_used_at), "revoked_at": time(key.revoked_at),
            })
        };
        Ok(keys.into_iter().map(key).collect())
    }

    async fn orders_of(&self, user: UserId) -> Result<(Vec<Value>, bool)> {
        let (mut all, mut ask) = (Vec::new(), PageAsk::new(None, Some(PageAsk::LIMIT_MAX)));
        loop {
            let page = self.orders.list_for_buyer(user, &ask).await?;
            let summaries = self.orders.summaries(page.items).await?;
            for summary in &summaries {
                let account = self.orders.fulfilment_account(&summary.order).await?;
                all.push(order(summary, &account));
            }
            let Some(next) = page.next else { return Ok((all, true)) };
            if all.len() >= MOST {
                return Ok((all, false));
            }
            ask.after = Some(next);
        }
    }

    /// What they asked to be remembered, as they typed it.
    async fn saved_accounts_of(&self, user: UserId) -> Result<Vec<Value>> {
        let all = self.orders.opened_accounts(user).await?;
        let one = |(saved, answers): &(orders::SavedAccount, orders::AccountAnswers)| {
            let answers = answers.pairs().map(|(name, answer)| json!({ "name": name, "answer": answer }));
            json!({
                "id": saved.id, "account": answers.collect::<Vec<_>>(), "created_at": saved.created_at.rfc3339(),
                "used_at": saved.used_at.rfc3339(),
            })
        };
        Ok(all.iter().map(one).collect())
    }

    async fn wallets_of(&self, user: UserId) -> Result<Vec<Value>> {
        let mut wallets = Vec::new();
        let mut tx = self.db().read().await?;
        let all = orders::wallets(&mut tx, user).await?;
        let debts = orders::wallet_debts(&mut tx, user).await?;
        drop(tx);
        for money in all {
            let ask = PageAsk::new(None, Some(PageAsk::LIMIT_MAX));
            let entries = self.orders.wallet_statement(user, money.currency, &ask).await?;
            let entries = entries.items.iter().map(|entry| {
                json!({
                    "at": entry.at.rfc3339(), "amount": entry.amount, "balance": entry.balance,
                    "reference": entry.reference,
                })
            });
            let debt = debts.iter().find(|debt| debt.currency == money.currency);
            wallets.push(json!({
                "balance": amount(money), "owed": debt.map(|debt| amount(*debt)), "newest_entries": entries.collect::<Vec<_>>(),
            }));
        }
        Ok(wallets)
    }

    /// What merchants keep for the sake of their prices.
    async fn prices_of(&self, user: UserId) -> Result<Vec<Value>> {
        let mut tx = self.db().read().await?;
        let kept = |kept: pricing::Kept| {
            json!({
                "merchant": kept.merchant, "is": kept.what, "of": kept.of, "called": kept.label,
                "since": time(kept.since),
            })
        };
        Ok(pricing::kept(&mut tx, user).await?.into_iter().map(kept).collect())
    }

    async fn docking_keys_of(&self, user: UserId) -> Result<Vec<Value>> {
        let mut tx = self.db().read().await?;
        let key = |key: store::partners::DockingKeyKept| {
            json!({
                "id": key.id, "merchant": key.merchant, "name": key.name, "report_url": key.report_url,
                "created_at": key.created_at.rfc3339(), "last_used_at": time(key.used_at),
            })
        };
        Ok(store::partners::docking_keys(&mut tx, user).await?.into_iter().map(key).collect())
    }

    /// What merchants agreed on with them beside prices.
    async fn agreements_of(&self, user: UserId) -> Result<Vec<Value>> {
        let mut tx = self.db().read().await?;
        let allocations = store::partners::allocations(&mut tx, user).await?;
        let agreement = |of: store::partners::AgreementKept| {
            let own = allocations.iter().filter(|one| one.merchant == of.merchant);
            let own = own.map(|one| json!({ "goods": one.goods, "period": one.period, "units": one.units }));
            json!({
                "merchant": of.merchant, "called": of.label, "frozen": of.frozen,
                "allocations": own.collect::<Vec<_>>(), "changed_at": of.changed_at.rfc3339(),
            })
        };
        Ok(store::partners::agreements(&mut tx, user).await?.into_iter().map(agreement).collect())
    }

    async fn consents_of(&self, user: UserId) -> Result<Vec<Value>> {
        let consents = self.consents(user).await?;
        let consent = |consent: crate::Consent| {
            json!({
                "document": consent.document, "version": consent.version, "at": consent.at.rfc3339(),
                "way": consent.way, "from": consent.from, "language": consent.language,
            })
        };
        Ok(consents.into_iter().map(consent).collect())
    }

    /// What somebody wrote about themselves, as they wrote it.
    async fn application_of(&self, user: UserId) -> Result<Value> {
        let Some(mine) = self.admission.application_of(user).await? else { return Ok(Value::Null) };
        let (application, documents) = (mine.application, mine.documents);
        Ok(json!({
            "id": application.id, "state": application.state, "kind": application.kind,
            "name": application.name, "about": application.about, "store_slug": application.store_slug,
            "private": application.private, "created_at": application.created_at.rfc3339(),
            "submitted_at": time(application.submitted_at), "decided_at": time(application.decided_at),
            "documents": documents.iter().map(|document| json!({
                "id": document.id, "kind": document.kind.code(), "name": document.name,
            })).collect::<Vec<_>>(),
        }))
    }

    /// What they did, and what was done to them.
    async fn acts_of(&self, user: UserId) -> Result<(Vec<Value>, bool)> {
        let id = Some(user.to_string());
        let filters = [
            TrailFilter { who: id.clone(), ..TrailFilter::default() },
            TrailFilter { subject: id, ..TrailFilter::default() },
        ];
        let (mut rows, mut complete): (Vec<TrailRow>, bool) = (Vec::new(), true);
        for filter in filters {
            let (mut ask, mut found) = (PageAsk::new(None, Some(PageAsk::LIMIT_MAX)), 0);
            loop {
                let page = self.identity.trail(&filter, &ask).await?;
                found += page.items.len();
                rows.extend(page.items);
                let Some(next) = page.next else { break };
                if found >= MOST {
                    complete = false;
                    break;
                }
                ask.after = Some(next);
            }
        }
        rows.sort_by_key(|row| std::cmp::Reverse(row.seq));
        rows.dedup_by_key(|row| row.seq);
        let own = user.to_string();
        Ok((rows.into_iter().map(|row| act(row, &own)).collect(), complete))
    }
}

/// From where somebody else did something is theirs to know.
fn act(row: TrailRow, own: &str) -> Value {
    let mine = row.who == own;
    json!({
        "at": row.at.rfc3339(), "who": if mine { "you" } else { "the shop" }, "what": row.what, "subject": row.subject,
        "before": row.before, "after": row.after, "reason": row.reason,
        "from": if mine { row.from } else { String::new() },
    })
}

fn account(person: &User) -> Value {
    json!({
        "id": person.id, "email": person.email, "phone": person.phone, "name": person.name, "role": person.role,
        "merchant": person.merchant, "duty": person.duty.map(identity::Duty::code), "state": person.state,
        "created_at": person.created_at.rfc3339(),
    })
}

/// With the account that it was credited to; empty for keys.
fn order(summary: &OrderSummary, account: &[(String, String)]) -> Value {
    let Order { id, merchant, contact, placed_from, state, pay, total, .. } = &summary.order;
    let line = |line: &orders::OrderLine| {
        json!({
            "sku": line.sku, "name": line.sku_name, "product": line.product, "revision": line.revision,
            "unit_price": line.unit_price, "quantity": line.quantity,
        })
    };
    json!({
        "id": id, "merchant": merchant, "title": summary.title, "contact": contact, "placed_from": placed_from,
        "language": summary.order.language, "origin": summary.order.origin, "metadata": summary.order.metadata,
        "state": state.as_str(), "pay": pay, "total": amount(*total),
        "created_at": summary.order.created_at.rfc3339(), "paid_at": time(summary.order.paid_at),
        "closed_at": time(summary.order.closed_at),
        "lines": summary.order.lines.iter().map(line).collect::<Vec<_>>(),
        "account": account.iter().map(|(name, answer)| json!({ "name": name, "answer": answer })).collect::<Vec<_>>(),
    })
}

fn amount(money: Money) -> Value {
    json!({ "amount": money.minor, "currency": money.currency })
}

fn time(time: Option<Time>) -> Option<String> {
    time.map(Time::rfc3339)
}
