use crate::store::{self, PaymentLine};
use crate::world::World;
use kernel::PaymentId;
use sandbox::channels::{BadAmount, Forgery};

/// Beyond this no dated notify may be believed, in seconds; some for what the test itself takes.
const TOLERANCE: i64 = 330;

/// Something that a thief, or a gateway gone wrong, might send. It is refused where its signature does not hold; and
/// whatever it is, it changes nothing.
pub async fn forge(world: &mut World<'_>) -> Result<(), String> {
    let fault = |e: db::DbError| e.to_string();
    let Some(line) = world.any_payment().await.map_err(fault)? else { return Ok(()) };
    let Some(gate) = world.way(&line.channel).map(|way| way.gate.clone()) else { return Ok(()) };
    let Some(forgery) = pick(world, &line).await.map_err(fault)? else { return Ok(()) };
    // A true word about money that nobody has booked yet may be heard.
    let refused = must_be_refused(world, &line, &forgery);
    let news = !refused && !world.unbooked().await.map_err(fault)?.is_empty();
    let before = store::figures(&world.db).await.map_err(fault)?;
    let Some(answer) = gate.forge(&line.id.to_string(), &forgery).await else { return Ok(()) };
    world.say(format!("  {} {forgery:?} -> {}", line.id, answer.status));
    world.tally.forged += 1;
    let after = store::figures(&world.db).await.map_err(fault)?;
    if before != after && !news {
        return Err(format!("{forgery:?} of {}: {before} became {after}", line.id));
    }
    if refused && (200..300).contains(&answer.status) {
        return Err(format!("{forgery:?} of {} was taken: {} {}", line.id, answer.status, answer.body));
    }
    Ok(())
}

/// What no key of the gateway's has signed for this merchant and this payment, or not now.
fn must_be_refused(world: &World<'_>, line: &PaymentLine, forgery: &Forgery) -> bool {
    match forgery {
        Forgery::WrongKey
        | Forgery::EmptyKey
        | Forgery::Unsigned
        | Forgery::OtherMerchant
        | Forgery::OtherOrder(_)
        | Forgery::OtherChannel(_) => true,
        Forgery::Stale(seconds) => {
            let ahead = world.way(&line.channel).and_then(|way| world.skew.get(way.kind.code)).copied();
            let off = ahead.unwrap_or(0) / 1000 - seconds;
            world.traits(&line.channel).dated && off.abs() > TOLERANCE
        }
        Forgery::Amount(_) | Forgery::NeverPaid => false,
    }
}

async fn pick(world: &mut World<'_>, line: &PaymentLine) -> db::Result<Option<Forgery>> {
    let list = world.payments().await?;
    let known = |other: &&PaymentLine| {
        other.id != line.id && world.way(&other.channel).is_some_and(|w| w.gate.knows(&other.id.to_string()))
    };
    let same = |other: &&PaymentLine| other.channel == line.channel;
    let of_same: Vec<PaymentId> = list.iter().filter(known).filter(same).map(|o| o.id).collect();
    let elsewhere: Vec<PaymentId> = list.iter().filter(known).filter(|o| !same(o)).map(|o| o.id).collect();
    let amounts =
        [BadAmount::Array, BadAmount::Exponent, BadAmount::Zero, BadAmount::Negative, BadAmount::TooExact];
    Ok(match world.dice.below(9) {
        0 => Some(Forgery::WrongKey),
        1 => Some(Forgery::EmptyKey),
        2 => Some(Forgery::Unsigned),
        3 => Some(Forgery::OtherMerchant),
        4 => world.dice.pick(&of_same).map(|other| Forgery::OtherOrder(other.to_string())),
        5 => world.dice.pick(&elsewhere).map(|other| Forgery::OtherChannel(other.to_string())),
        6 => world.dice.pick(&amounts).map(|bad| Forgery::Amount(*bad)),
        7 => {
            let seconds = *world.dice.pick(&[301, 400, -400, 3 * 24 * 3600]).unwrap();
            Some(Forgery::Stale(seconds))
        }
        _ => Some(Forgery::NeverPaid),
    })
}
