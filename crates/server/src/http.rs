//! Sockets in, answers out: a full house, time limits, and an orderly end.

/// Who gets a place, and who is turned away before any work is done.
mod gate;
/// How fast requests are turned away.
mod pace;
/// A stream that does not wait for ever for a client that does not read.
mod patient;
/// How many are let in.
mod places;
/// Who is connected, and who must leave for others.
mod seats;
/// Answers of the house itself, from none of its routes.
mod trouble;
pub use trouble::Trouble;

use crate::config::Limits;
use crate::fault::{Exit, Fault, Result};
use crate::metrics::Metrics;
use axum::Router;
use futures_util::FutureExt;
use gate::Gate;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use patient::Patient;
use seats::{Free, Seats};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// Takes the port, or says who may have it.
pub async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr)> {
    let listener = listen(address).map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Fault::new(Exit::InUse, format!(
            "another program listens on {address}: stop it, or choose another port with --listen (port 0 takes any free one)"
        )),
        std::io::ErrorKind::PermissionDenied => Fault::usage(format!(
            "this user may not listen on {address}: ports below 1024 need the right to (docs/operate.md), or choose another with --listen"
        )),
        _ => Fault::usage(format!("{address} cannot be listened on: {error}")),
    })?;
    let bound = listener.local_addr()?;
    Ok((listener, bound))
}

/// What lies ready for one client who does not take it, in bytes. Left to the system it becomes megabytes, and whoever asks
/// for page after page and reads none has hundreds of them made.
const UNREAD: u32 = 128 * 1024;

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
    socket.set_reuseaddr(true)?;
    socket.set_send_buffer_size(UNREAD)?;
    socket.bind(address)?;
    socket.listen(1024)
}

/// How long clients are told by `Connection: close` that the house closes, before connections without a request are.
const LAST_CALL: Duration = Duration::from_millis(300);
/// A connection without a request for so long may be taken from its client.
const IDLE: Duration = Duration::from_secs(1);

/// Answers until `stop`; then takes nothing new and lets what is under way finish for a while.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    limits: &Limits,
    metrics: &Metrics,
    stop: impl Future<Output = ()>,
) {
    let door = Door::new(router, limits, metrics);
    tokio::pin!(stop);
    loop {
        let next = async { (door.seats.take(IDLE).await, accept(&listener).await) };
        tokio::select! {
            (seat, (stream, peer)) = next => door.let_in(stream, peer, seat),
            () = &mut stop => break,
        }
    }
    // The last call comes before the door is locked, so that these are told as well.
    door.gate.close();
    // Who knocked before that is let in: closing the socket would cut them off in the middle of a word.
    while let (Some(seat), Some(Ok((stream, peer)))) =
        (door.seats.try_take(), listener.accept().now_or_never())
    {
        door.let_in(stream, peer, seat);
    }
    drop(listener);
    tokio::time::sleep(LAST_CALL.min(limits.shutdown_time())).await;
    if tokio::time::timeout(limits.shutdown_time(), door.seats.see_out(IDLE)).await.is_err() {
        tracing::warn!("some requests did not finish in time and were cut off");
    }
}

struct Door {
    protocol: http1::Builder,
    router: Router,
    gate: Arc<Gate>,
    seats: Arc<Seats>,
    patience: Duration,
}

impl Door {
    fn new(router: Router, limits: &Limits, metrics: &Metrics) -> Self {
        let mut protocol = http1::Builder::new();
        // A client that sends its head drop by drop, or keeps a connection for nothing, is let go.
        protocol.timer(TokioTimer::new()).header_read_timeout(limits.header_time());
        Self {
            protocol,
            router,
            gate: Arc::new(Gate::new(limits, metrics)),
            seats: Arc::new(Seats::new(seats::allowed(limits.connections), metrics)),
            patience: limits.stall_time(),
        }
    }

    fn let_in(&self, stream: TcpStream, peer: SocketAddr, free: Free) {
        let seat = self.seats.sit(free);
        let (router, gate, sitting) = (self.router.clone(), self.gate.clone(), seat.seat());
        let service = service_fn(move |request: hyper::Request<Incoming>| {
            let (router, gate, sitting) = (router.clone(), gate.clone(), sitting.clone());
            async move {
                let _busy = sitting.begin();
                gate.answer(request, peer, router).await
            }
        });
        let stream = TokioIo::new(Patient::new(stream, self.patience));
        let connection = self.protocol.serve_connection(stream, service);
        tokio::spawn(async move {
            tokio::pin!(connection);
            loop {
                tokio::select! {
                    biased;
                    // One that breaks is the client's business.
                    _ = connection.as_mut() => break,
                    () = seat.spoken_to() => {}
                }
                if seat.must_leave() {
                    break;
                }
                if seat.last_call() {
                    connection.as_mut().graceful_shutdown();
                }
            }
        });
    }
}

async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok((stream, peer)) => {
                let _ = stream.set_nodelay(true);
                return (stream, peer);
            }
            // Out of file descriptors, most likely: trying again at once would only spin.
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

#[cfg(test)]
mod tests;
