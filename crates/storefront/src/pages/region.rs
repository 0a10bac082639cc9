use crate::cookies::{self, YEAR};
use crate::errors::Fault;
use crate::visit::{Visit, own_place};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use kernel::{Money, Region};
use merchants::{Channel, Grant, granted};
use minijinja::{Value, context};
use serde::Serialize;

#[derive(Serialize)]
struct Choice {
    code: String,
    name: String,
    chosen: bool,
}

/// Remembers where somebody says to be, and goes back to where they said it.
pub(crate) async fn choose(visit: Visit) -> Result<Response, Fault> {
    let region: Region = visit.query.get("code").parse().map_err(|_| Fault::NotFound)?;
    let back = visit.query.some("next").and_then(own_place).unwrap_or("/");
    let mut response = Redirect::to(back).into_response();
    let cookie = cookies::write(cookies::REGION, &region.to_string(), Some(YEAR), visit.secure());
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Where goods of such a brand are sold, and whether the visitor is there.
pub(crate) fn view(visit: &Visit, grants: &[Grant], prices: &[Money]) -> Value {
    let now = visit.shop.0.ambient().now();
    let mine = visit.region_or_default();
    let sold =
        |region| prices.iter().any(|price| granted(grants, now, Channel::Store, region, *price).is_ok());
    let mut regions: Vec<Region> = grants.iter().flat_map(Grant::regions).filter(|r| sold(*r)).collect();
    regions.sort_unstable();
    regions.dedup();
    let names: Vec<String> = regions.iter().map(|region| named(visit, *region)).collect();
    let names = names.join(visit.say("region.and").as_str());
    if !regions.contains(&mine) {
        regions.push(mine);
    }
    let choice = |region: &Region| Choice {
        code: region.to_string(),
        name: named(visit, *region),
        chosen: *region == mine,
    };
    context! {
        here => sold(mine),
        words => visit.fill("region.sold_in", &[("names", &names)]),
        not_here => visit.fill("region.not_here", &[("name", &named(visit, mine))]),
        choices => regions.iter().map(choice).collect::<Vec<_>>(),
    }
}

/// Its name where we have one, else its letters.
fn named(visit: &Visit, region: Region) -> String {
    let key = format!("regions.{region}");
    if visit.knows(&key) { visit.say(&key) } else { region.to_string() }
}
