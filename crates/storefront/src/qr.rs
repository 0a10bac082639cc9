use fast_qr::{ECL, QRBuilder};
use serde::Serialize;

/// The white border that readers need, in modules.
const QUIET: usize = 4;

/// A QR code as the path of a drawing: no markup, so nothing to trust.
#[derive(Serialize)]
pub(crate) struct QrCode {
    /// Width and height of the drawing.
    pub size: usize,
    /// One stroke for each run of dark modules.
    pub path: String,
}

/// None where the text is too long for a code.
pub(crate) fn qr_code(text: &str) -> Option<QrCode> {
    let code = QRBuilder::new(text).ecl(ECL::M).build().ok()?;
    let mut path = String::new();
    for (y, row) in code.data.chunks(code.size).take(code.size).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a.value() == b.value()) {
            if run.first().is_some_and(|module| module.value()) {
                let (left, top, width) = (x + QUIET, y + QUIET, run.len());
                path.push_str(&format!("M{left} {top}h{width}v1h-{width}z"));
            }
            x += run.len();
        }
    }
    Some(QrCode { size: code.size + 2 * QUIET, path })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_corners() {
        let code = qr_code("https://shop.example/pay").unwrap();
        assert!(code.path.starts_with("M4 4h7v1h-7z"), "{}", code.path);
        assert!(code.size >= 21 + 8);
        assert!(qr_code(&"x".repeat(5000)).is_none());
    }
}
