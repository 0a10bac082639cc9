use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use orders::Orders;
use ports::RawNotify;
use std::sync::{Arc, Mutex, PoisonError};

/// The shop's notify addresses over real HTTP; behind them is whichever shop stands now.
#[derive(Clone, Default)]
pub struct Ear(Arc<Mutex<Option<Orders>>>);

impl Ear {
    /// Begins to listen; the address, without a slash at its end.
    pub async fn open() -> (Self, String) {
        let ear = Self::default();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().fallback(listen).with_state(ear.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        (ear, address)
    }

    pub fn set(&self, orders: Option<Orders>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = orders;
    }

    fn orders(&self) -> Option<Orders> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn listen(
    State(ear): State<Ear>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response<Body> {
    let code = uri.path().strip_prefix("/notify/").map(str::to_owned);
    let (Some(orders), Some(code)) = (ear.orders(), code) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let text = |value: &axum::http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let raw = RawNotify {
        method: method.to_string(),
        target: uri.path_and_query().map(|target| target.to_string()).unwrap_or_default(),
        headers: headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect(),
        body: body.to_vec(),
    };
    let answer = orders.notify(&code, &raw).await;
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, answer.body).into_response()
}
