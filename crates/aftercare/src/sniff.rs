//! What a file is, by what is in it. Nothing is unpacked: headers and lengths only, whatever they claim.

use merchants::Media as Scan;
use std::str::FromStr;

/// Pictures and recordings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CaseMedia {
    Png,
    Jpeg,
    Webp,
    Mp4,
    Webm,
    Mp3,
    Ogg,
}

impl CaseMedia {
    pub const ALL: [Self; 7] =
        [Self::Png, Self::Jpeg, Self::Webp, Self::Mp4, Self::Webm, Self::Mp3, Self::Ogg];

    pub fn code(self) -> &'static str {
        match self {
            Self::Png => "png",
            Self::Jpeg => "jpeg",
            Self::Webp => "webp",
            Self::Mp4 => "mp4",
            Self::Webm => "webm",
            Self::Mp3 => "mp3",
            Self::Ogg => "ogg",
        }
    }
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Mp4 => "video/mp4",
            Self::Webm => "video/webm",
            Self::Mp3 => "audio/mpeg",
            Self::Ogg => "audio/ogg",
        }
    }
    pub fn is_picture(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp)
    }

    /// What a file says it is, by the end of its name.
    fn named(name: &str) -> Option<Self> {
        let (_, end) = name.rsplit_once('.')?;
        Some(match end.to_ascii_lowercase().as_str() {
            "png" => Self::Png,
            "jpg" | "jpeg" | "jpe" | "jfif" => Self::Jpeg,
            "webp" => Self::Webp,
            "mp4" | "m4v" | "m4a" | "mov" => Self::Mp4,
            "webm" => Self::Webm,
            "mp3" => Self::Mp3,
            "ogg" | "oga" | "ogv" | "opus" => Self::Ogg,
            _ => return None,
        })
    }
}

impl FromStr for CaseMedia {
    type Err = ();
    fn from_str(code: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|media| media.code() == code).ok_or(())
    }
}

/// What it is, where it is what its name says; none where it is anything else.
pub(crate) fn media_of(name: &str, content: &[u8]) -> Option<CaseMedia> {
    let said = CaseMedia::named(name)?;
    let found = found(content)?;
    let archive = content.get(content.len().saturating_sub(ARCHIVE_WITHIN)..).unwrap_or_default();
    (said == found && !archive.windows(4).any(|four| four == b"PK\x05\x06")).then_some(found)
}

/// Where a ZIP archive has its table of contents, searched from the end.
const ARCHIVE_WITHIN: usize = 66_000;

fn found(content: &[u8]) -> Option<CaseMedia> {
    match merchants::media_of(content) {
        Ok(Scan::Png) => return Some(CaseMedia::Png),
        Ok(Scan::Jpeg) => return Some(CaseMedia::Jpeg),
        Ok(Scan::Pdf) | Err(_) => {}
    }
    if content.starts_with(b"RIFF") {
        return webp(content).then_some(CaseMedia::Webp);
    }
    if content.get(4..8) == Some(b"ftyp") {
        return mp4(content).map(|()| CaseMedia::Mp4);
    }
    if content.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) {
        return webm(content).then_some(CaseMedia::Webm);
    }
    if content.starts_with(b"OggS") {
        return ogg(content).map(|()| CaseMedia::Ogg);
    }
    mp3(content).map(|()| CaseMedia::Mp3)
}

fn big(bytes: &[u8]) -> Option<usize> {
    usize::try_from(u32::from_be_bytes(*bytes.first_chunk::<4>()?)).ok()
}

/// A RIFF file whose one part is a picture, and whose length is what it says.
fn webp(content: &[u8]) -> bool {
    let Some(length) = content.get(4..8).and_then(|bytes| bytes.first_chunk::<4>()) else { return false };
    let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
    let kind = content.get(12..16);
    content.get(8..12) == Some(b"WEBP")
        && matches!(kind, Some(b"VP8 " | b"VP8L" | b"VP8X"))
        && length.checked_add(8) == Some(content.len())
}

/// Boxes that follow one another to the end, `moov` and `mdat` among them.
fn mp4(content: &[u8]) -> Option<()> {
    let (mut rest, mut moov, mut mdat) = (content, false, false);
    while !rest.is_empty() {
        let (length, kind) = (big(rest)?, rest.get(4..8)?);
        moov |= kind == b"moov" || kind == b"moof";
        mdat |= kind == b"mdat";
        let length = match length {
            // To the end of the file.
            0 => rest.len(),
            1 => {
                let long = rest.get(8..16)?.first_chunk::<8>()?;
                usize::try_from(u64::from_be_bytes(*long)).ok().filter(|length| *length >= 16)?
            }
            short if short >= 8 => short,
            _ => return None,
        };
        if !kind.iter().all(|byte| byte.is_ascii_graphic() || *byte == b' ') {
            return None;
        }
        rest = rest.get(length..)?;
    }
    (moov && mdat).then_some(())
}

/// EBML whose header says `webm`; its segment reaches to the end, or has no length yet.
fn webm(content: &[u8]) -> bool {
    let head = content.get(..content.len().min(64)).unwrap_or_default();
    let says = head.windows(4).any(|four| four == b"webm");
    says && content.windows(4).take(128).any(|four| four == [0x18, 0x53, 0x80, 0x67])
}

/// Pages that follow one another to the end.
fn ogg(content: &[u8]) -> Option<()> {
    let mut rest = content;
    while !rest.is_empty() {
        if !rest.starts_with(b"OggS") || rest.get(4) != Some(&0) {
            return None;
        }
        let segments = usize::from(*rest.get(26)?);
        let table = rest.get(27..27 + segments)?;
        let data: usize = table.iter().map(|length| usize::from(*length)).sum();
        rest = rest.get(27 + segments + data..)?;
    }
    Some(())
}

/// Two frames, one behind the other, behind a tag or at the very beginning.
fn mp3(content: &[u8]) -> Option<()> {
    let mut rest = content;
    if let Some(tag) = content.strip_prefix(b"ID3") {
        let size = tag
            .get(3..7)?
            .iter()
            .try_fold(0_usize, |size, byte| (*byte < 0x80).then_some((size << 7) | usize::from(*byte)))?;
        rest = content.get(10 + size..)?;
    }
    for _ in 0..2 {
        rest = rest.get(frame(rest)?..)?;
    }
    Some(())
}

/// How long a frame of layer III is.
fn frame(bytes: &[u8]) -> Option<usize> {
    const V1: [usize; 14] = [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    const V2: [usize; 14] = [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    const RATES: [usize; 3] = [44_100, 48_000, 32_000];
    let &[sync, version, rates, _] = bytes.first_chunk::<4>()?;
    if sync != 0xff || version & 0xe6 != 0xe2 {
        return None;
    }
    let (table, samples, slower) = match (version >> 3) & 3 {
        3 => (&V1, 144, 1),
        2 => (&V2, 72, 2),
        0 => (&V2, 72, 4),
        _ => return None,
    };
    let kilobits = table.get(usize::from(rates >> 4).checked_sub(1)?)?;
    let rate = RATES.get(usize::from((rates >> 2) & 3))? / slower;
    Some(samples * kilobits * 1_000 / rate + usize::from((rates >> 1) & 1))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
pub(crate) mod tests {
    use super::*;

    /// A picture of eight by eight pixels.
    pub fn png() -> Vec<u8> {
        let chunk = |kind: &[u8], data: &[u8]| {
            let length = u32::try_from(data.len()).unwrap().to_be_bytes();
            [length.as_slice(), kind, data, &[0; 4]].concat()
        };
        let size = [&8_u32.to_be_bytes()[..], &8_u32.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        let parts = [chunk(b"IHDR", &size), chunk(b"IDAT", b"xx"), chunk(b"IEND", b"")].concat();
        [b"\x89PNG\r\n\x1a\n".as_slice(), &parts].concat()
    }
    fn webp_file() -> Vec<u8> {
        let body = [b"WEBPVP8L".as_slice(), &4_u32.to_le_bytes(), b"abcd"].concat();
        [b"RIFF".as_slice(), &u32::try_from(body.len()).unwrap().to_le_bytes(), &body].concat()
    }
    fn mp4_file() -> Vec<u8> {
        let part = |kind: &[u8], data: &[u8]| {
            [&u32::try_from(data.len() + 8).unwrap().to_be_bytes()[..], kind, data].concat()
        };
        [part(b"ftyp", b"isom0000"), part(b"moov", b"xx"), part(b"mdat", b"yyyy")].concat()
    }
    fn webm_file() -> Vec<u8> {
        let head = [0x1a, 0x45, 0xdf, 0xa3, 0x87, 0x42, 0x82, 0x84];
        [&head[..], b"webm", &[0x18, 0x53, 0x80, 0x67, 0xff], b"data"].concat()
    }
    fn ogg_file() -> Vec<u8> {
        let page = [b"OggS".as_slice(), &[0; 22], &[2, 3, 2], b"abcde"].concat();
        [page.clone(), page].concat()
    }
    fn mp3_file() -> Vec<u8> {
        let frame = [&[0xff, 0xfb, 0x90, 0x00][..], &[0; 413]].concat();
        [frame.clone(), frame].concat()
    }

    #[test]
    fn pictures_and_recordings_are_known_by_what_is_in_them() {
        let all = [
            ("a.png", png(), CaseMedia::Png),
            ("a.webp", webp_file(), CaseMedia::Webp),
            ("a.MP4", mp4_file(), CaseMedia::Mp4),
            ("a.webm", webm_file(), CaseMedia::Webm),
            ("a.ogg", ogg_file(), CaseMedia::Ogg),
            ("a.mp3", mp3_file(), CaseMedia::Mp3),
        ];
        for (name, content, media) in &all {
            assert_eq!(media_of(name, content), Some(*media), "{name}");
            assert_eq!(media.code().parse(), Ok(*media));
            // No other name fits it.
            for (other, ..) in all.iter().filter(|(other, ..)| other != name) {
                assert_eq!(media_of(other, content), None, "{name} as {other}");
            }
        }
    }

    #[test]
    fn what_is_not_what_it_says_is_refused() {
        let with = |mut file: Vec<u8>, tail: &[u8]| {
            file.extend_from_slice(tail);
            file
        };
        for (name, content) in [
            ("a.png", b"MZ\x90\0".to_vec()),
            ("a.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec()),
            ("a.png", with(png(), b"<script>alert(1)</script>")),
            ("a.mp4", with(mp4_file(), b"PK\x05\x06")),
            ("a.mp4", b"\0\0\0\x10ftypisom0000".to_vec()),
            ("a.webp", with(webp_file(), b"x")),
            ("a.ogg", with(ogg_file(), b"MZ")),
            ("a.pdf", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n".to_vec()),
            ("a.png", b"%PDF-1.7\n1 0 obj<<>>endobj\n%%EOF\n".to_vec()),
            ("png", png()),
            ("a.mp3", b"ID3\x04\0\0\xff\xff\xff\xff".to_vec()),
            ("a.mp3", vec![]),
        ] {
            assert_eq!(media_of(name, &content), None, "{name}");
        }
    }

    #[test]
    fn no_bytes_break_it() {
        for (name, whole) in [
            ("a.png", png()),
            ("a.webp", webp_file()),
            ("a.mp4", mp4_file()),
            ("a.webm", webm_file()),
            ("a.ogg", ogg_file()),
            ("a.mp3", mp3_file()),
        ] {
            for cut in 0..whole.len() {
                let _ = media_of(name, &whole[..cut]);
                let mut changed = whole.clone();
                changed[cut] = 0xff;
                let _ = media_of(name, &changed);
            }
        }
    }
}
