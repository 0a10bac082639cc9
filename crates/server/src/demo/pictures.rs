use crate::data::DataFolder;
use std::path::PathBuf;

macro_rules! pictures {
    ($($name:literal)*) => {
        const PICTURES: &[(&str, &str)] =
            &[$((concat!($name, ".svg"), include_str!(concat!("../../demo/pictures/", $name, ".svg")))),*];
    };
}

pictures! {
    "acorn-store"
    "amber-play"
    "bamboo-bento"
    "cloudcase-drive"
    "farhill-topup"
    "foamwave-wash"
    "foldout-design"
    "glassmarble-tokens"
    "gleaner-journals"
    "guyu-coffee"
    "halfpage-comics"
    "haystack-bakery"
    "headland-data"
    "hemu-office"
    "hemu-team"
    "hillpass-racing"
    "jigsaw-market"
    "lingon-console"
    "lingon-plus"
    "luming-cinema"
    "malt-radio"
    "mirrorlake-care"
    "mochi-audio"
    "mochi-reader"
    "paddyville-pass"
    "pinewind-classics"
    "qingning-tv"
    "qingning-video"
    "redclay-hotpot"
    "sixstring-guitar"
    "skyisle-gems"
    "skyisle-pass"
    "skylark-lossless"
    "skylark-music"
    "soapnut-laundry"
    "songta-library"
    "songta-python"
    "southstand-sports"
    "stonebridge-topup"
    "sunnywindow-aircon"
    "sunnywindow-clean"
    "swordcase-ingots"
    "terrace-yoga"
    "tidesong-english"
    "wayfowl-roaming"
    "whalesong-deep"
    "wildleek-noodles"
    "zhiyuan-animation"
}

/// Lays the pictures where the shop looks for them.
pub fn write(data: &DataFolder) -> std::io::Result<()> {
    let folder: PathBuf = data.pictures();
    std::fs::create_dir_all(&folder)?;
    PICTURES.iter().try_for_each(|(name, svg)| std::fs::write(folder.join(name), svg))
}

#[cfg(test)]
pub fn has(name: &str) -> bool {
    PICTURES.iter().any(|(known, _)| *known == name)
}
