//! A Merkle tree in the shape of RFC 9162, of which the hash of every full subtree is stored: so a proof of whatever size
//! reads some dozens of hashes.

use vault::merkle::node;
pub use vault::merkle::{Hash, leaf};

/// A full subtree: it covers 2^level entries from place · 2^level on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Spot {
    pub level: u32,
    pub place: u64,
}

/// Entries from the first to before the second.
pub type Range = (u64, u64);

/// The full subtrees that some entries are made of, from left to right. They begin where a tree is split.
pub fn parts((start, end): Range) -> Vec<Spot> {
    let (mut at, mut spots) = (start, Vec::new());
    while at < end {
        let level = (end - at).ilog2();
        spots.push(Spot { level, place: at >> level });
        at += 1 << level;
    }
    spots
}

/// The hash over entries whose full subtrees have these. Of no entries: the hash of nothing.
pub fn fold(parts: &[Hash]) -> Hash {
    let mut rest = parts.iter().rev().copied();
    match rest.next() {
        None => seals::sha256(&[]),
        Some(last) => rest.fold(last, |right, left| node(&left, &right)),
    }
}

/// The largest power of two below that number, which is two or more.
fn split(count: u64) -> u64 {
    1 << (count - 1).ilog2()
}

/// Whose hashes prove that the entry is one of the first `size`, lowest first (RFC 9162, 2.1.3.1); none where it is not.
pub fn inclusion(entry: u64, size: u64) -> Option<Vec<Range>> {
    if entry >= size {
        return None;
    }
    let (mut start, mut end, mut ranges) = (0, size, Vec::new());
    while end - start > 1 {
        let middle = start + split(end - start);
        if entry < middle {
            ranges.push((middle, end));
            end = middle;
        } else {
            ranges.push((start, middle));
            start = middle;
        }
    }
    ranges.reverse();
    Some(ranges)
}

/// Whose hashes prove that the log of the first size became that of the second by appending only (RFC 9162, 2.1.4.1); none
/// where the first is larger.
pub fn consistency(first: u64, second: u64) -> Option<Vec<Range>> {
    if first > second {
        return None;
    }
    let (mut start, mut end, mut ranges) = (0, second, Vec::new());
    if first == 0 {
        return Some(ranges);
    }
    while end != first {
        let middle = start + split(end - start);
        if first <= middle {
            ranges.push((middle, end));
            end = middle;
        } else {
            ranges.push((start, middle));
            start = middle;
        }
    }
    // The whole of the first tree needs no hash: whoever checks has its root.
    if start != 0 {
        ranges.push((start, end));
    }
    ranges.reverse();
    Some(ranges)
}

/// Whether the leaf is that entry of the first `size` under that root (RFC 9162, 2.1.3.2).
pub fn verify_inclusion(leaf: &Hash, entry: u64, size: u64, path: &[Hash], root: &Hash) -> bool {
    if entry >= size {
        return false;
    }
    let (mut at, mut last, mut hash) = (entry, size - 1, *leaf);
    for beside in path {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            hash = node(beside, &hash);
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            hash = node(&hash, beside);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && hash == *root
}

/// Whether the log with the first root became the one with the second by appending only (RFC 9162, 2.1.4.2).
pub fn verify_consistency(first: (u64, &Hash), second: (u64, &Hash), path: &[Hash]) -> bool {
    let ((first, first_root), (second, second_root)) = (first, second);
    if first == second {
        return path.is_empty() && first_root == second_root;
    }
    if first == 0 {
        return path.is_empty() && *first_root == fold(&[]);
    }
    if first > second {
        return false;
    }
    let given = if first.is_power_of_two() { Some(*first_root) } else { None };
    let mut hashes = given.into_iter().chain(path.iter().copied());
    let (mut at, mut last) = (first - 1, second - 1);
    while at & 1 == 1 {
        (at, last) = (at >> 1, last >> 1);
    }
    let Some(begin) = hashes.next() else { return false };
    let (mut old, mut new) = (begin, begin);
    for beside in hashes {
        if last == 0 {
            return false;
        }
        if at & 1 == 1 || at == last {
            (old, new) = (node(&beside, &old), node(&beside, &new));
            while at & 1 == 0 && at != 0 {
                (at, last) = (at >> 1, last >> 1);
            }
        } else {
            new = node(&new, &beside);
        }
        (at, last) = (at >> 1, last >> 1);
    }
    last == 0 && old == *first_root && new == *second_root
}

/// A tree that grows at its right edge and tells which full subtrees came to be.
pub struct Growing {
    size: u64,
    /// Level and hash of the full subtrees at the edge, from left to right.
    edge: Vec<(u32, Hash)>,
    fresh: Vec<(Spot, Hash)>,
}

impl Growing {
    /// Goes on from a tree of that size, whose [`parts`] have these hashes.
    pub fn from_edge(size: u64, hashes: &[Hash]) -> Self {
        let edge = parts((0, size)).iter().zip(hashes).map(|(spot, hash)| (spot.level, *hash)).collect();
        Self { size, edge, fresh: Vec::new() }
    }
    pub fn push(&mut self, leaf: Hash) {
        let (mut spot, mut hash) = (Spot { level: 0, place: self.size }, leaf);
        self.fresh.push((spot, hash));
        while let Some((_, left)) = self.edge.pop_if(|(level, _)| *level == spot.level) {
            hash = node(&left, &hash);
            spot = Spot { level: spot.level + 1, place: spot.place >> 1 };
            self.fresh.push((spot, hash));
        }
        self.edge.push((spot.level, hash));
        self.size += 1;
    }
    pub fn size(&self) -> u64 {
        self.size
    }
    pub fn root(&self) -> Hash {
        let hashes: Vec<Hash> = self.edge.iter().map(|(_, hash)| *hash).collect();
        fold(&hashes)
    }
    /// The full subtrees that came to be since it was asked last.
    pub fn take_fresh(&mut self) -> Vec<(Spot, Hash)> {
        std::mem::take(&mut self.fresh)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashMap;

    /// A log of so many entries, its stored hashes, and its root at every size.
    struct Log {
        leaves: Vec<Hash>,
        nodes: HashMap<Spot, Hash>,
        roots: Vec<Hash>,
    }

    fn log(size: u64) -> Log {
        let mut tree = Growing::from_edge(0, &[]);
        let leaves: Vec<Hash> = (0..size).map(|n| leaf(&[&n.to_be_bytes()])).collect();
        let mut roots = vec![tree.root()];
        for hash in &leaves {
            tree.push(*hash);
            roots.push(tree.root());
        }
        Log { leaves, nodes: tree.take_fresh().into_iter().collect(), roots }
    }

    impl Log {
        fn hashes(&self, ranges: Vec<Range>) -> Vec<Hash> {
            let of = |range: &Range| {
                let parts: Vec<Hash> = parts(*range).iter().map(|spot| self.nodes[spot]).collect();
                fold(&parts)
            };
            ranges.iter().map(of).collect()
        }
    }

    #[test]
    fn the_roots_are_those_of_the_batches_trees() {
        let log = log(100);
        let mut other = vault::merkle::Tree::default();
        assert_eq!(other.root(), log.roots[0]);
        for (hash, root) in log.leaves.iter().zip(&log.roots[1..]) {
            other.push(*hash);
            assert_eq!(other.root(), *root);
        }
    }

    #[test]
    fn a_tree_goes_on_from_its_edge() {
        let log = log(300);
        for size in 0..300_u64 {
            let edge: Vec<Hash> = parts((0, size)).iter().map(|spot| log.nodes[spot]).collect();
            let mut tree = Growing::from_edge(size, &edge);
            let at = usize::try_from(size).unwrap();
            assert_eq!(tree.root(), log.roots[at]);
            tree.push(log.leaves[at]);
            assert_eq!((tree.size(), tree.root()), (size + 1, log.roots[at + 1]));
            assert!(tree.take_fresh().iter().all(|(spot, hash)| log.nodes[spot] == *hash));
        }
    }

    proptest! {
        #[test]
        fn every_entry_is_proved_and_nothing_else(
            size in 1_u64..300, at: u64, other: u64, flip in 0_usize..256, broken in 0_usize..16,
        ) {
            let log = log(size);
            let (at, other) = (at % size, other % size);
            let (root, hash) = (log.roots[log.leaves.len()], log.leaves[usize::try_from(at).unwrap()]);
            let path = log.hashes(inclusion(at, size).unwrap());
            prop_assert!(verify_inclusion(&hash, at, size, &path, &root));
            prop_assert_eq!(verify_inclusion(&hash, other, size, &path, &root), other == at);
            prop_assert!(!verify_inclusion(&hash, size, size, &path, &root));
            prop_assert!(inclusion(size, size).is_none());
            let mut longer = path.clone();
            longer.push(root);
            prop_assert!(!verify_inclusion(&hash, at, size, &longer, &root));
            if let Some((_, shorter)) = path.split_last() {
                prop_assert!(!verify_inclusion(&hash, at, size, shorter, &root));
                let mut changed = path.clone();
                let broken = broken % path.len();
                changed[broken][flip / 8] ^= 1 << (flip % 8);
                prop_assert!(!verify_inclusion(&hash, at, size, &changed, &root));
            }
            let mut changed = hash;
            changed[flip / 8] ^= 1 << (flip % 8);
            prop_assert!(!verify_inclusion(&changed, at, size, &path, &root));
        }

        #[test]
        fn every_growth_is_proved_and_nothing_else(
            second in 0_u64..300, first: u64, flip in 0_usize..256, broken in 0_usize..16,
        ) {
            let log = log(second);
            let first = first % (second + 1);
            let (old, new) = (log.roots[usize::try_from(first).unwrap()], log.roots[log.leaves.len()]);
            let path = log.hashes(consistency(first, second).unwrap());
            prop_assert!(verify_consistency((first, &old), (second, &new), &path));
            prop_assert!(consistency(second + 1, second).is_none());
            let mut wrong = old;
            wrong[flip / 8] ^= 1 << (flip % 8);
            prop_assert!(!verify_consistency((first, &wrong), (second, &new), &path));
            let mut wrong = new;
            wrong[flip / 8] ^= 1 << (flip % 8);
            // Everything follows from nothing.
            prop_assert_eq!(verify_consistency((first, &old), (second, &wrong), &path), first == 0 && second > 0);
            let mut longer = path.clone();
            longer.push(new);
            prop_assert!(!verify_consistency((first, &old), (second, &new), &longer));
            if !path.is_empty() {
                prop_assert!(!verify_consistency((first, &old), (second, &new), &path[1..]));
                let mut changed = path.clone();
                let broken = broken % path.len();
                changed[broken][flip / 8] ^= 1 << (flip % 8);
                prop_assert!(!verify_consistency((first, &old), (second, &new), &changed));
            }
        }
    }
}
