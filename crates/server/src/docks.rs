use crate::config::Config;
use crate::fault::Result;
use crate::house::House;
use api::Api;
use backends::HttpTeller;
use docking::{Docking, Parts};
use std::sync::Arc;

/// Partners' shops dock here, if the merchants let them. `private`: some of them may be in this house.
pub async fn open(config: &Config, house: &House, api: &Api, private: bool) -> Result<Docking> {
    Ok(Docking::new(Parts {
        orders: house.orders.clone(),
        identity: house.identity.clone(),
        aftercare: house.aftercare.clone(),
        settlement: house.settlement.clone(),
        fulfiller: house.fulfiller.clone(),
        listing: api.listing.clone(),
        key: house.lasting("docking").await?,
        teller: Arc::new(HttpTeller::new(private)),
        private,
        trusted_proxy: config.server.trusted_proxy,
        site_name: config.server.site_name(),
        requests_per_minute: config.limits.api_requests_per_minute,
    }))
}
