use serde::Deserialize;

/// How payment channels may be set up.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payments {
    pub private_gateways: bool,
}
