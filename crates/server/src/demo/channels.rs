use crate::fault::{Fault, Result};
use crate::house::House;
use channels::{ChannelRefusal, Draft, State};
use kernel::{BasisPoints, Bilingual, Secret};
use sandbox::channels::ChannelGateway;

/// Code and kind, and a name that nobody takes for a real one.
const CHANNELS: [(&str, &str, &str, &str); 2] = [
    ("alipay", "alipay", "支付宝（演示）", "Alipay (demo)"),
    ("epay", "epay", "易支付（演示）", "EPay (demo)"),
];
/// Who set them up.
const BY: &str = "demo";

/// Sets up ways to pay at the stand-ins, or tells those that are there where the stand-ins are today.
pub async fn put(house: &House, gateway: &ChannelGateway) -> Result<()> {
    for (code, kind, zh, en) in CHANNELS {
        let settings = gateway.settings(kind);
        let settings = settings.into_iter().map(|(name, value)| (name, Secret::new(value))).collect();
        let book = house.admission.channels();
        let known = match book.find(code).await {
            Ok(known) => Some(known),
            Err(ChannelRefusal::NoSuchChannel) => None,
            Err(refusal) => return Err(odd(&refusal)),
        };
        let is_new = known.is_none();
        let draft = match known {
            // Whatever else somebody has tried out stays.
            Some(known) => Draft {
                kind: known.kind,
                name: known.name,
                settings,
                forget: Vec::new(),
                currencies: known.currencies,
                min: known.min,
                max: known.max,
                fee: known.fee,
                devices: known.devices,
                version: known.version,
            },
            None => Draft {
                kind: kind.to_owned(),
                name: Bilingual::new(zh, en),
                settings,
                forget: Vec::new(),
                currencies: Vec::new(),
                min: None,
                max: None,
                fee: BasisPoints(60),
                devices: Vec::new(),
                version: 0,
            },
        };
        let mut tx = house.db.begin().await?;
        book.put(&mut tx, code, &draft, BY).await.map_err(|refusal| odd(&refusal))?;
        if is_new {
            book.switch(&mut tx, code, State::On, BY).await.map_err(|refusal| odd(&refusal))?;
        }
        tx.commit().await?;
    }
    Ok(())
}

fn odd(refusal: &ChannelRefusal) -> Fault {
    let why = match refusal {
        ChannelRefusal::BadSettings(faults) => {
            faults.iter().map(|fault| format!("{}: {}. ", fault.field, fault.en)).collect()
        }
        other => other.to_string(),
    };
    Fault::no(format!("the ways to pay of the demo cannot be set up: {why}"))
}
