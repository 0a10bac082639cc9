use crate::fault::{Fault, Result};
use crate::house::House;
use crate::serve::reachable;
use channels::{ChannelRefusal, Draft, State};
use kernel::{BasisPoints, Bilingual, Secret};
use sandbox::channels::ChannelGateway;
use std::collections::BTreeMap;
use std::net::SocketAddr;

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
        let settings = from_here(gateway.settings(kind), reachable(gateway.address()));
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

/// Browsers elsewhere reach the stand-ins by the shop's own host; the shop asks them on this machine. What only a browser
/// is sent to would then lead it to itself, so that is left out.
fn from_here(mut settings: BTreeMap<String, String>, here: SocketAddr) -> BTreeMap<String, String> {
    let mut moved = false;
    for value in settings.values_mut() {
        let Some(rest) = value.strip_prefix("http://") else { continue };
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host != here.to_string() {
            *value = format!("http://{here}/{path}");
            moved = true;
        }
    }
    for product in ["wap_product", "page_product"] {
        if let (true, Some(value)) = (moved, settings.get_mut(product)) {
            *value = "no".to_owned();
        }
    }
    settings
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shop_that_is_seen_elsewhere_asks_its_stand_ins_here() {
        let settings = |url: &str, wap: &str| {
            let all = [("gateway", url), ("wap_product", wap), ("app_id", "7")];
            all.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
        };
        let here = SocketAddr::from(([127, 0, 0, 1], 8081));
        let elsewhere = settings("http://demo.example:8081/alipay/gateway.do", "yes");
        assert_eq!(from_here(elsewhere, here), settings("http://127.0.0.1:8081/alipay/gateway.do", "no"));
        let same = settings("http://127.0.0.1:8081/alipay/gateway.do", "yes");
        assert_eq!(from_here(same.clone(), here), same);
    }
}
