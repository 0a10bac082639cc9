use std::sync::LazyLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fast_qr::QRBuilder;
use fast_qr::convert::svg::SvgBuilder;
use sha2::{Digest, Sha256};

use crate::state::{PAYMENT_SUCCEEDED, Payment, Trade};
use crate::words::Words;

const STYLE: &str = include_str!("page.css");
const ICON: &str = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Ccircle cx='4' cy='4' r='4' fill='%231f6b4a'/%3E%3C/svg%3E";

/// Allows the one style sheet by its digest, our own forms, and nothing else.
pub static POLICY: LazyLock<String> = LazyLock::new(|| {
    let digest = STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{digest}'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
});

/// What the page shows.
pub struct View<'a> {
    pub payment: &'a Payment,
    pub now: i64,
    pub words: &'a Words,
    pub pay_url: &'a str,
    /// The press just made is not allowed now.
    pub refused: bool,
}

/// The cashier's page.
pub fn render(view: &View<'_>) -> String {
    let words = view.words;
    let mut main = String::new();
    if view.refused {
        main.push_str(&format!("<section class=\"warn\" role=\"alert\"><p>{}</p></section>", words.not_now));
    }
    if view.payment.late_at.is_some() {
        main.push_str(&format!("<section role=\"status\"><p>{}</p></section>", words.waiting_late));
    }
    main.push_str(&asked(view));
    main.push_str(&made(view));
    main.push_str(&back(view));
    main.push_str(&buttons(view));
    main.push_str(&code(view));
    frame(words, view.payment.late_at.is_some(), &main)
}

/// The page for an address that leads nowhere.
pub fn missing(words: &Words) -> String {
    frame(words, false, &format!("<section><p>{}</p></section>", words.missing))
}

pub fn frame(words: &Words, refresh: bool, main: &str) -> String {
    let refresh = if refresh { "<meta http-equiv=\"refresh\" content=\"2\">" } else { "" };
    let (code, name) = words.other;
    format!(
        "<!doctype html><html lang=\"{tag}\"><head><meta charset=\"utf-8\"><title>{title}</title>\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">{refresh}\
         <link rel=\"icon\" href=\"{ICON}\"><style>{STYLE}</style></head><body><main>\
         <header><h1>{title}</h1><a href=\"?lang={code}\" hreflang=\"{code}\" lang=\"{code}\">{name}</a></header>\
         <section class=\"warn\"><p>{warning}</p></section>{main}</main></body></html>",
        tag = words.tag,
        title = words.title,
        warning = words.warning,
    )
}

fn asked(view: &View<'_>) -> String {
    let (words, ask) = (view.words, &view.payment.ask);
    let state = match view.payment.state(view.now) {
        "open" => words.open,
        "paid" => words.paid,
        "closed" => words.closed,
        _ => words.expired,
    };
    let left = ask.expires_at.saturating_sub(view.now) / 1000;
    let left = if left > 0 && state == words.open {
        format!(
            "<dt>{}</dt><dd>{} {} {} {}</dd>",
            words.time_left,
            left / 60,
            words.minutes,
            left % 60,
            words.seconds
        )
    } else {
        String::new()
    };
    format!(
        "<section><p class=\"subject\">{subject}</p><p class=\"soft\">{due}</p><p class=\"sum\">{sum}</p>\
         <p><span class=\"state\">{state}</span></p><dl><dt>{merchant}</dt><dd>{name}</dd>\
         <dt>{number}</dt><dd>{no}</dd>{left}</dl></section>",
        subject = escape(&ask.subject),
        due = words.amount,
        sum = escape(&money(ask.amount, &ask.currency)),
        merchant = words.merchant,
        name = escape(&view.payment.merchant),
        number = words.number,
        no = escape(&ask.out_trade_no),
    )
}

fn made(view: &View<'_>) -> String {
    if view.payment.trades.is_empty() {
        return String::new();
    }
    let lines = view.payment.trades.iter().map(|trade| line(view, trade)).collect::<String>();
    format!("<section role=\"status\"><h2>{}</h2><ul>{lines}</ul></section>", view.words.payments)
}

fn line(view: &View<'_>, trade: &Trade) -> String {
    let words = view.words;
    let told = view.payment.events.iter().any(|event| {
        event.kind == PAYMENT_SUCCEEDED && event.delivered && event.trade_id.as_ref() == Some(&trade.trade_id)
    });
    let mut notes = if told { words.told.to_owned() } else { words.not_told.to_owned() };
    if trade.refunded > 0 {
        notes.push_str(&format!(" · {} {}", words.refunded, money(trade.refunded, &trade.currency)));
    }
    format!(
        "<li><strong>{}</strong><span class=\"soft\">{}</span><span class=\"soft\">{}</span></li>",
        escape(&money(trade.amount, &trade.currency)),
        escape(&trade.trade_id),
        escape(&notes)
    )
}

/// A link, and the page's main one as soon as there is a result.
fn back(view: &View<'_>) -> String {
    let class = if view.payment.trades.is_empty() { "" } else { " class=\"back\"" };
    let url = escape(&view.payment.ask.return_url);
    format!("<p class=\"centre\"><a{class} href=\"{url}\">{}</a></p>", view.words.back)
}

fn buttons(view: &View<'_>) -> String {
    let (words, payment) = (view.words, view.payment);
    let open = payment.state(view.now) == "open";
    let timely = !payment.is_expired(view.now) && payment.closed_at.is_none();
    let button = |class: &str, action: &str, label: &str| {
        format!("<button{class} name=\"action\" value=\"{action}\">{label}</button>")
    };
    let mut row = String::new();
    if open {
        row.push_str(&button(" class=\"main\"", "pay", words.pay));
        row.push_str(&button("", "twice", words.twice));
        row.push_str(&button("", "wrong", words.wrong));
    } else if timely {
        row.push_str(&button("", "twice", words.again));
    }
    row.push_str(&button("", "late", words.late));
    let lang = if words.tag == "en" { "en" } else { "zh" };
    format!(
        "<section><h2>{}</h2><form method=\"post\" action=\"?lang={lang}\">{row}<p class=\"soft\">{}</p></form></section>",
        words.act, words.late_hint
    )
}

fn code(view: &View<'_>) -> String {
    // An address of at most some hundred characters always fits; were it not to, the page works without.
    let Ok(code) = QRBuilder::new(view.pay_url).build() else { return String::new() };
    let picture = SvgBuilder::default().to_str(&code);
    let scan = view.words.scan;
    format!(
        "<section class=\"centre\"><div class=\"qr\" role=\"img\" aria-label=\"{scan}\">{picture}</div><p class=\"soft\">{scan}</p></section>"
    )
}

/// `¥19.90`, `USD 19.90`, `JPY 1990`.
pub fn money(amount: i64, currency: &str) -> String {
    let digits: usize = match currency {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" | "UGX" | "XAF" | "XOF" | "XPF" | "PYG" | "RWF" => 0,
        "BHD" | "KWD" | "OMR" | "JOD" | "TND" | "IQD" | "LYD" => 3,
        _ => 2,
    };
    let unit = if currency == "CNY" { "¥".to_owned() } else { format!("{currency} ") };
    let text = format!("{amount:0>width$}", width = digits + 1);
    let (whole, rest) = text.split_at(text.len() - digits);
    if rest.is_empty() { format!("{unit}{whole}") } else { format!("{unit}{whole}.{rest}") }
}

pub fn escape(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut safe, character| {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            other => safe.push(other),
        }
        safe
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_with_the_digits_of_its_currency() {
        let written =
            [(1990, "CNY"), (5, "USD"), (1990, "JPY"), (1, "KWD")].map(|(it, code)| money(it, code));
        assert_eq!(written, ["¥19.90", "USD 0.05", "JPY 1990", "KWD 0.001"]);
    }

    #[test]
    fn text_cannot_become_markup() {
        assert_eq!(escape("<a href='x'>\"&"), "&lt;a href=&#39;x&#39;&gt;&quot;&amp;");
    }
}
