use crate::{MerchantRefusal, Result};

/// What a file is, by what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    Pdf,
    Png,
    Jpeg,
}

impl Media {
    pub fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
        }
    }
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

impl std::str::FromStr for Media {
    type Err = ();
    fn from_str(code: &str) -> std::result::Result<Self, ()> {
        [Self::Pdf, Self::Png, Self::Jpeg].into_iter().find(|media| media.code() == code).ok_or(())
    }
}

const PIXELS_MAX: u64 = 50_000_000;
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// Where a ZIP archive has its table of contents, searched from the end of a file.
const ZIP_END: &[u8] = b"PK\x05\x06";
const ZIP_END_WITHIN: usize = 66_000;
/// What a scan has no use for, and what a reader might be made to run.
const ACTIVE: [&[u8]; 6] = [b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia", b"/XFA"];

/// Reads headers only: nothing is unpacked, whatever size it claims to have.
pub fn media_of(content: &[u8]) -> Result<Media> {
    let media = if content.starts_with(PNG) {
        let (width, height) = png(content).ok_or(MerchantRefusal::BadDocument)?;
        small_enough(width, height)?;
        Media::Png
    } else if content.starts_with(&[0xff, 0xd8, 0xff]) {
        let (width, height) = jpeg(content).ok_or(MerchantRefusal::BadDocument)?;
        small_enough(width, height)?;
        Media::Jpeg
    } else if content.starts_with(b"%PDF-1.") || content.starts_with(b"%PDF-2.") {
        pdf(content).ok_or(MerchantRefusal::BadDocument)?;
        Media::Pdf
    } else {
        return Err(MerchantRefusal::BadDocument);
    };
    let tail = content.get(content.len().saturating_sub(ZIP_END_WITHIN)..).unwrap_or_default();
    if has(tail, ZIP_END) { Err(MerchantRefusal::BadDocument) } else { Ok(media) }
}

/// Width and height of a picture by its header; none of anything else.
pub(crate) fn picture_size(media: Media, content: &[u8]) -> Option<(u64, u64)> {
    match media {
        Media::Png => png(content),
        Media::Jpeg => jpeg(content),
        Media::Pdf => None,
    }
}

fn small_enough(width: u64, height: u64) -> Result<()> {
    let pixels = width.saturating_mul(height);
    if (1..=PIXELS_MAX).contains(&pixels) { Ok(()) } else { Err(MerchantRefusal::ImageTooLarge) }
}

fn has(content: &[u8], wanted: &[u8]) -> bool {
    content.windows(wanted.len()).any(|window| window == wanted)
}

/// Width and height. The chunks must follow one another to the last, and nothing may stand behind it.
fn png(content: &[u8]) -> Option<(u64, u64)> {
    let mut rest = content.strip_prefix(PNG)?;
    let mut size = None;
    loop {
        let (length, behind) = rest.split_first_chunk::<4>()?;
        let (kind, behind) = behind.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let data = behind.get(..length)?;
        rest = behind.get(length.checked_add(4)?..)?;
        match (kind, size) {
            (b"IHDR", None) if length == 13 => {
                let (width, after) = data.split_first_chunk::<4>()?;
                let height = after.first_chunk::<4>()?;
                size = Some((u64::from(u32::from_be_bytes(*width)), u64::from(u32::from_be_bytes(*height))));
            }
            (b"IEND", Some(size)) => return rest.is_empty().then_some(size),
            (b"IHDR" | b"IEND", _) | (_, None) => return None,
            _ => {}
        }
    }
}

/// Width and height, from the first frame's header; the picture must be the whole file.
fn jpeg(content: &[u8]) -> Option<(u64, u64)> {
    if !content.ends_with(&[0xff, 0xd9]) {
        return None;
    }
    let mut rest = content.get(2..)?;
    loop {
        let (&[mark, kind], behind) = rest.split_first_chunk::<2>()?;
        if mark != 0xff {
            return None;
        }
        if kind == 0xff {
            rest = rest.get(1..)?;
            continue;
        }
        let (length, _) = behind.split_first_chunk::<2>()?;
        let length = usize::from(u16::from_be_bytes(*length));
        let data = behind.get(2..length)?;
        match kind {
            // Frames of all kinds; c4, c8 and cc are tables.
            0xc0..=0xcf if !matches!(kind, 0xc4 | 0xc8 | 0xcc) => {
                let &[_, h1, h2, w1, w2] = data.first_chunk::<5>()?;
                return Some((u16::from_be_bytes([w1, w2]).into(), u16::from_be_bytes([h1, h2]).into()));
            }
            // Pixels before any frame.
            0xda | 0xd9 => return None,
            _ => rest = behind.get(length..)?,
        }
    }
}

/// It ends where it says, and asks no reader to run or unpack anything (as far as that stands in the open).
fn pdf(content: &[u8]) -> Option<()> {
    let end = content.trim_ascii_end();
    (end.ends_with(b"%%EOF") && !ACTIVE.iter().any(|name| has(content, name))).then_some(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;

    fn chunk(kind: &[u8], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(data.len()).unwrap().to_be_bytes();
        [length.as_slice(), kind, data, &[0; 4]].concat()
    }
    fn png_of(width: u32, height: u32) -> Vec<u8> {
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        [PNG, &chunk(b"IHDR", &header), &chunk(b"IDAT", b"xx"), &chunk(b"IEND", b"")].concat()
    }
    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        let frame =
            [&[0xff, 0xc0, 0, 9, 8][..], &height.to_be_bytes(), &width.to_be_bytes(), &[1, 0]].concat();
        let app = [0xff, 0xe0, 0, 4, 1, 2];
        [&[0xff, 0xd8][..], &app, &frame, &[0xff, 0xda, 1, 2, 3, 0xff, 0xd9]].concat()
    }
    const PDF: &[u8] = b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n";

    #[test]
    fn scans_are_known_by_what_is_in_them() {
        assert_eq!(media_of(&png_of(800, 600)).unwrap(), Media::Png);
        assert_eq!(media_of(&jpeg_of(800, 600)).unwrap(), Media::Jpeg);
        assert_eq!(media_of(PDF).unwrap(), Media::Pdf);
    }

    #[test]
    fn huge_pictures_are_refused_by_their_header() {
        for huge in
            [png_of(60_000, 60_000), png_of(u32::MAX, u32::MAX), png_of(0, 5), jpeg_of(60_000, 60_000)]
        {
            assert_eq!(media_of(&huge).unwrap_err().code(), "image_too_large");
        }
        assert!(media_of(&png_of(10_000, 5_000)).is_ok());
    }

    #[test]
    fn everything_else_is_refused() {
        let with = |mut file: Vec<u8>, tail: &[u8]| {
            file.extend_from_slice(tail);
            file
        };
        let bad: Vec<Vec<u8>> = vec![
            vec![],
            b"MZ\x90\0".to_vec(),
            b"\x7fELF\x02\x01\x01".to_vec(),
            b"#!/bin/sh\nrm -rf /\n".to_vec(),
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec(),
            b"<!doctype html><script>alert(1)</script>".to_vec(),
            b"PK\x03\x04 an archive".to_vec(),
            b"GIF89a".to_vec(),
            b" %PDF-1.7\n%%EOF".to_vec(),
            b"%PDF-1.7\nno end".to_vec(),
            b"%PDF-1.7\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n%%EOF".to_vec(),
            with(PDF.to_vec(), b"PK\x05\x06"),
            with(png_of(8, 8), b"<script>"),
            with(png_of(8, 8), b"PK\x05\x06"),
            with(jpeg_of(8, 8), b"PK\x03\x04"),
            with(jpeg_of(8, 8), b"PK\x05\x06 and so on \xff\xd9"),
            PNG.to_vec(),
            png_of(8, 8)[..30].to_vec(),
            jpeg_of(8, 8)[..6].to_vec(),
            vec![0xff, 0xd8, 0xff, 0xd9],
        ];
        for file in bad {
            assert_eq!(
                media_of(&file).unwrap_err().code(),
                "bad_document",
                "{:?}",
                String::from_utf8_lossy(&file)
            );
        }
    }

    #[test]
    fn no_bytes_break_it() {
        let (png, jpeg) = (png_of(8, 8), jpeg_of(8, 8));
        for whole in [&png, &jpeg] {
            for cut in 0..whole.len() {
                assert!(media_of(&whole[..cut]).is_err(), "{cut}");
            }
            for at in 0..whole.len() {
                let mut changed = whole.clone();
                changed[at] = 0xff;
                let _ = media_of(&changed);
            }
        }
    }
}
