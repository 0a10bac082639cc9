//! Merkle trees in the shape of RFC 6962: leaves and nodes are hashed apart, and the larger full half stands left.

use seals::{Sha256, sha256};

pub type Hash = [u8; 32];

/// The hash of one leaf.
pub fn leaf(parts: &[&[u8]]) -> Hash {
    let mut digest = Sha256::new_with_prefix(&[0]);
    for part in parts {
        digest.update(part);
    }
    digest.finish()
}

/// The hash of two that stand beside each other.
pub fn node(left: &Hash, right: &Hash) -> Hash {
    sha256(&[&[1], left, right])
}

/// A tree that grows at its right edge and keeps one hash for each full subtree there.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    /// Full subtrees from left to right: sizes are powers of two that fall.
    edge: Vec<(u64, Hash)>,
}

impl Tree {
    pub fn push(&mut self, leaf: Hash) {
        let (mut size, mut hash) = (1, leaf);
        while let Some((_, left)) = self.edge.pop_if(|(left_size, _)| *left_size == size) {
            hash = node(&left, &hash);
            size *= 2;
        }
        self.edge.push((size, hash));
    }
    /// The right edge, to go on from: sizes and hashes.
    pub fn to_bytes(&self) -> Vec<u8> {
        self.edge.iter().flat_map(|(size, hash)| [size.to_be_bytes().as_slice(), hash].concat()).collect()
    }
    /// The inverse of [`Tree::to_bytes`]; none where that is no edge.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (parts, []) = bytes.as_chunks::<40>() else { return None };
        let mut edge: Vec<(u64, Hash)> = Vec::with_capacity(parts.len());
        for part in parts {
            let (size, hash) = part.split_first_chunk::<8>()?;
            let size = u64::from_be_bytes(*size);
            if !size.is_power_of_two() || edge.last().is_some_and(|(left, _)| *left <= size) {
                return None;
            }
            edge.push((size, hash.try_into().ok()?));
        }
        Some(Self { edge })
    }
    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.edge.iter().map(|(size, _)| size).sum()
    }
    /// Of no leaves: the hash of nothing.
    pub fn root(&self) -> Hash {
        let mut rest = self.edge.iter().rev().map(|(_, hash)| *hash);
        match rest.next() {
            None => sha256(&[]),
            Some(last) => rest.fold(last, |right, left| node(&left, &right)),
        }
    }
}

/// The whole tree over some leaves, to make many proofs from.
pub struct Levels(Vec<Vec<Hash>>);

impl Levels {
    /// Hashes each node once. What stands alone at the right edge of a level goes up as it is, which is the shape of the
    /// RFC.
    pub fn new(leaves: Vec<Hash>) -> Self {
        let mut levels = vec![leaves];
        while let Some(below) = levels.last().filter(|below| below.len() > 1) {
            let above = below.chunks(2).map(|pair| match pair {
                [left, right] => node(left, right),
                [alone, ..] => *alone,
                [] => Hash::default(),
            });
            let above = above.collect();
            levels.push(above);
        }
        Self(levels)
    }
    /// Of no leaves: the hash of nothing.
    pub fn root(&self) -> Hash {
        self.0.last().and_then(|top| top.first()).copied().unwrap_or_else(|| sha256(&[]))
    }
    pub fn leaf(&self, index: usize) -> Option<Hash> {
        self.0.first()?.get(index).copied()
    }
    /// The hashes beside the way from that leaf (from 0) to the root, lowest first; none where there is no such leaf.
    pub fn path(&self, index: usize) -> Option<Vec<Hash>> {
        self.leaf(index)?;
        let beside = |(level, hashes): (usize, &Vec<Hash>)| hashes.get((index >> level) ^ 1).copied();
        Some(self.0.iter().enumerate().filter_map(beside).collect())
    }
}

/// The largest power of two below that number of leaves.
fn left_size(leaves: usize) -> usize {
    1 << (leaves - 1).ilog2()
}

/// Whether the leaf stands at that index (from 0) among `size` leaves under that root.
pub fn verify_inclusion(leaf: &Hash, index: usize, size: usize, proof: &[Hash], root: &Hash) -> bool {
    // Which side each hash of the proof stands on, from the root down.
    let (mut index, mut size, mut on_the_right) = (index, size, Vec::new());
    if index >= size {
        return false;
    }
    while size > 1 {
        let left = left_size(size);
        let goes_left = index < left;
        on_the_right.push(goes_left);
        if goes_left {
            size = left;
        } else {
            index -= left;
            size -= left;
        }
    }
    if on_the_right.len() != proof.len() {
        return false;
    }
    let steps = proof.iter().zip(on_the_right.iter().rev());
    let found = steps
        .fold(*leaf, |hash, (beside, right)| if *right { node(&hash, beside) } else { node(beside, &hash) });
    found == *root
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn leaves(count: u64) -> Vec<Hash> {
        (0..count).map(|n| leaf(&[&n.to_be_bytes()])).collect()
    }
    fn root_of(leaves: &[Hash]) -> Hash {
        let mut tree = Tree::default();
        leaves.iter().for_each(|leaf| tree.push(*leaf));
        tree.root()
    }

    #[test]
    fn the_shape_is_that_of_the_rfc() {
        let l = leaves(3);
        assert_eq!(root_of(&[]), sha256(&[]));
        assert_eq!((Levels::new(Vec::new()).root(), Levels::new(l.clone()).path(3)), (sha256(&[]), None));
        assert_eq!(root_of(&l[..1]), l[0]);
        assert_eq!(root_of(&l), node(&node(&l[0], &l[1]), &l[2]));
        let five = leaves(5);
        let four = node(&node(&five[0], &five[1]), &node(&five[2], &five[3]));
        assert_eq!(root_of(&five), node(&four, &five[4]));
        assert_eq!(leaf(&[]), sha256(&[&[0]]));
    }

    proptest! {
        #[test]
        fn every_leaf_is_proved_and_nothing_else(count in 1u64..200, at in 0usize..200, other in 0usize..200) {
            let l = leaves(count);
            let (size, at, other) = (l.len(), at % l.len(), other % l.len());
            let (root, tree) = (root_of(&l), Levels::new(l.clone()));
            prop_assert_eq!(tree.root(), root);
            let proof = tree.path(at).unwrap();
            prop_assert!(verify_inclusion(&l[at], at, size, &proof, &root));
            prop_assert_eq!(verify_inclusion(&l[other], at, size, &proof, &root), other == at);
            prop_assert!(!verify_inclusion(&l[at], at, size, &proof, &[0; 32]));
            prop_assert!(!verify_inclusion(&l[at], size, size, &proof, &root));
            if let Some((_, shorter)) = proof.split_last() {
                prop_assert!(!verify_inclusion(&l[at], at, size, shorter, &root));
            }
        }
        #[test]
        fn the_streamed_root_is_the_recursive_one(count in 1u64..300) {
            fn recursive(l: &[Hash]) -> Hash {
                if l.len() == 1 { return l[0]; }
                let (a, b) = l.split_at(left_size(l.len()));
                node(&recursive(a), &recursive(b))
            }
            let l = leaves(count);
            prop_assert_eq!(root_of(&l), recursive(&l));
        }
    }
}
