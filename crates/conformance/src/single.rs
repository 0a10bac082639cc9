use crate::bench::{Bench, Way};
use crate::visit::visit;
use kernel::{Ambient, Clock, Currency, Money, OsEntropy, PaymentId, RefundId, Secret, Span};
use ports::{ChannelError, Device, NewPayment, NewRefund, Opened, Payer, PaymentRef, RefundState, Settings};
use sandbox::channels::Pay;
use std::sync::Arc;

/// How far the gateways' clock is to be ahead of the machine's.
pub fn behind(bench: &Bench) -> i64 {
    bench.clock.now().unix_millis() - Ambient::system().now().unix_millis()
}

/// What every adapter owes to `ports::PaymentChannel`, of one payment after the other.
pub async fn check(bench: &Bench, way: &Way) -> Result<(), String> {
    settings(bench, way).await?;
    opened_once(bench, way).await?;
    silence(bench, way).await?;
    unknown(bench, way).await?;
    paid_and_given_back(bench, way).await?;
    closed(bench, way).await
}

fn ambient(bench: &Bench) -> Ambient {
    Ambient::new(bench.clock.clone(), Arc::new(OsEntropy))
}

fn new(bench: &Bench, kind: &str) -> NewPayment {
    let ambient = ambient(bench);
    NewPayment {
        payment: PaymentId::new(&ambient),
        amount: Money::new(1990, Currency::CNY),
        subject: "月卡 × 1".into(),
        notify_url: format!("{}/notify/{kind}", bench.base_url),
        return_url: format!("{}/o/1", bench.base_url),
        expires_at: ambient.now().after(Span::minutes(15)),
        payer: Payer { address: Some("192.0.2.7".into()), device: Device::Desktop, open_id: None },
    }
}

fn named(bench: &Bench, new: &NewPayment, opened: &Opened) -> PaymentRef {
    PaymentRef {
        payment: new.payment,
        reference: opened.reference.clone(),
        amount: new.amount,
        created_at: bench.clock.now(),
    }
}

fn must(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

/// The button beside the settings: all well with the right ones, and a problem with any other secret.
async fn settings(bench: &Bench, way: &Way) -> Result<(), String> {
    let done = way.adapter.check().await;
    must(!done.is_empty() && done.iter().all(|c| c.problem.is_none()), &format!("the check says {done:?}"))?;
    let empty = (way.kind.build)("x", &Settings::new(), &ambient(bench));
    must(empty.is_err(), "no settings at all are taken")?;
    let blank: Settings =
        way.kind.fields.iter().map(|field| (field.name.to_owned(), Secret::new(String::new()))).collect();
    must((way.kind.build)("x", &blank, &ambient(bench)).is_err(), "empty settings are taken")
}

async fn opened_once(bench: &Bench, way: &Way) -> Result<(), String> {
    let new = new(bench, way.kind.code);
    let first = way.adapter.create(&new).await.map_err(|e| format!("not opened: {e}"))?;
    let ways = first.pay_url.is_some() || first.qr_text.is_some() || first.in_app.is_some();
    must(ways, "open, and no way to pay")?;
    let again = way.adapter.create(&new).await.map_err(|e| format!("not opened again: {e}"))?;
    must(again.reference == first.reference, "opened twice, it has two references")?;
    let told = way.adapter.query(&named(bench, &new, &first)).await;
    match told {
        Ok(told) => must(told.paid.is_empty() && !told.closed, "nobody paid, and it says otherwise"),
        Err(ChannelError::NotFound | ChannelError::CannotTell) => Ok(()),
        Err(error) => Err(format!("it cannot be asked: {error}")),
    }
}

/// Without an answer nothing is certain: neither that it was refused nor that there is nothing.
async fn silence(bench: &Bench, way: &Way) -> Result<(), String> {
    let lost = new(bench, way.kind.code);
    way.gate.set(|s| s.mute_create = true);
    let unheard = way.adapter.create(&lost).await;
    way.gate.set(|s| s.mute_create = false);
    // Where opening is no request of ours, nothing can get lost.
    if let Err(error) = &unheard {
        must(matches!(error, ChannelError::Unknown(_)), &format!("a lost answer is {error:?}"))?;
    }
    let opened = way.adapter.create(&lost).await.map_err(|e| format!("not opened after silence: {e}"))?;
    way.gate.set(|s| s.down = true);
    let of = named(bench, &lost, &opened);
    let mut said = vec![
        way.adapter.query(&of).await.err(),
        way.adapter.close(&of).await.err(),
        way.adapter.query_refund(&refund(bench, &of, "1")).await.err(),
    ];
    if way.kind.refunds {
        said.push(way.adapter.refund(&refund(bench, &of, "1")).await.err());
    }
    let checked = way.adapter.check().await;
    way.gate.set(|s| s.down = false);
    let unsure =
        |e: &Option<ChannelError>| matches!(e, Some(ChannelError::Unknown(_) | ChannelError::CannotTell));
    must(said.iter().all(unsure), &format!("of a gateway that is down it says {said:?}"))?;
    must(checked.iter().any(|c| c.problem.is_some()), "the check of a gateway that is down finds nothing")
}

fn refund(bench: &Bench, of: &PaymentRef, event: &str) -> NewRefund {
    NewRefund {
        refund: RefundId::new(&ambient(bench)),
        of: of.clone(),
        event_id: event.to_owned(),
        amount: of.amount,
        reason: "late".into(),
        notify_url: format!("{}/notify/x", bench.base_url),
    }
}

async fn unknown(bench: &Bench, way: &Way) -> Result<(), String> {
    let of = named(bench, &new(bench, way.kind.code), &Opened::default());
    match way.adapter.query(&of).await {
        Err(ChannelError::NotFound | ChannelError::CannotTell) => Ok(()),
        Ok(told) if told.paid.is_empty() => Ok(()),
        other => Err(format!("of a payment that was never opened it says {other:?}")),
    }
}

async fn paid_and_given_back(bench: &Bench, way: &Way) -> Result<(), String> {
    let new = new(bench, way.kind.code);
    let opened = way.adapter.create(&new).await.map_err(|e| e.to_string())?;
    if let Some(url) = &opened.pay_url {
        visit(url).await;
    }
    must(way.gate.pay(&new.payment.to_string(), &Pay::default()).await, "it cannot be paid")?;
    let of = named(bench, &new, &opened);
    let told = way.adapter.query(&of).await.map_err(|e| format!("paid, and it cannot be asked: {e}"))?;
    let amounts: Vec<Money> = told.paid.iter().map(|paid| paid.amount).collect();
    must(amounts == [new.amount], &format!("paid once, and it tells of {amounts:?}"))?;
    let again = way.adapter.query(&of).await.map_err(|e| e.to_string())?;
    must(again.paid == told.paid, "asked twice, it tells of two arrivals")?;
    let refund = refund(bench, &of, &told.paid[0].event_id);
    let asked = way.adapter.query_refund(&refund).await;
    must(
        matches!(asked, Err(ChannelError::NotFound | ChannelError::CannotTell)),
        &format!("of a refund that was never asked for it says {asked:?}"),
    )?;
    if !way.kind.refunds {
        let refused = way.adapter.refund(&refund).await;
        return must(refused.is_err(), "it gives nothing back, and says it did");
    }
    let done = way.adapter.refund(&refund).await.map_err(|e| format!("not given back: {e}"))?;
    must(done.state == RefundState::Succeeded, "not given back at once")?;
    if !matches!(asked, Err(ChannelError::CannotTell)) {
        let again = way.adapter.refund(&refund).await.map_err(|e| format!("given back again: {e}"))?;
        must(again.state == RefundState::Succeeded, "the second time it is under way")?;
        let told = way.adapter.query_refund(&refund).await;
        must(told.is_ok_and(|t| t.state == RefundState::Succeeded), "asked, it knows of no refund")?;
    }
    let back = way.gate.entry(&new.payment.to_string()).back();
    must(back == [new.amount], &format!("given back once, and the gateway's book has {back:?}"))
}

async fn closed(bench: &Bench, way: &Way) -> Result<(), String> {
    let new = new(bench, way.kind.code);
    let opened = way.adapter.create(&new).await.map_err(|e| e.to_string())?;
    let of = named(bench, &new, &opened);
    for _ in 0..2 {
        match way.adapter.close(&of).await {
            Ok(()) | Err(ChannelError::CannotTell | ChannelError::NotFound) => {}
            Err(error) => return Err(format!("it cannot be closed: {error}")),
        }
    }
    Ok(())
}
