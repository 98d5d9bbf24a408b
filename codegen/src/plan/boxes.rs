//! Boxes where a type holds itself by value.

use super::types::{Item, Kind, Ty, TypeId};

/// Puts a box around every type that leads back, by value, to the type that holds it.
pub(super) fn insert(items: &mut [Item]) {
    let groups = strongly_connected(&edges(items));
    for (at, item) in items.iter_mut().enumerate() {
        let group = groups.get(at).copied();
        match &mut item.kind {
            Kind::Object(object) => {
                for field in &mut object.fields {
                    put(&mut field.value.ty, group, &groups);
                }
            }
            Kind::Union(union) => {
                for variant in &mut union.variants {
                    put(&mut variant.value.ty, group, &groups);
                }
            }
            Kind::Enum(_)
            | Kind::Alias(_)
            | Kind::Multipart(_)
            | Kind::Body(_)
            | Kind::Request(_) => {}
        }
    }
}

fn put(ty: &mut Ty, group: Option<usize>, groups: &[usize]) {
    match ty {
        Ty::Nullable(inner) => put(inner, group, groups),
        Ty::Named(id) if groups.get(id.0 as usize).copied() == group => {
            *ty = Ty::Box(Box::new(Ty::Named(*id)))
        }
        _ => {}
    }
}

/// For each type, those that it holds by value.
fn edges(items: &[Item]) -> Vec<Vec<usize>> {
    let of = |item: &Item| match &item.kind {
        Kind::Object(object) => object
            .fields
            .iter()
            .filter_map(|field| held(&field.value.ty))
            .collect(),
        Kind::Union(union) => union
            .variants
            .iter()
            .filter_map(|variant| held(&variant.value.ty))
            .collect(),
        Kind::Alias(ty) => held(ty).into_iter().collect(),
        Kind::Enum(_) | Kind::Multipart(_) | Kind::Body(_) | Kind::Request(_) => Vec::new(),
    };
    items.iter().map(of).collect()
}

fn held(ty: &Ty) -> Option<usize> {
    match ty {
        Ty::Named(TypeId(id)) => Some(*id as usize),
        Ty::Nullable(inner) => held(inner),
        _ => None,
    }
}

/// The group of each node, such that two nodes are in one group if each reaches the other (Tarjan's
/// algorithm, with a stack of its own). A node alone that does not reach itself has no neighbour in
/// its group, so that nothing is boxed for it.
fn strongly_connected(edges: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low, mut group) = (vec![NEW; count], vec![0; count], vec![NEW; count]);
    let (mut next, mut groups) = (0, 0);
    let mut open = Vec::new();
    for root in 0..count {
        if index[root] != NEW {
            continue;
        }
        let mut path = vec![(root, 0)];
        while let Some((node, edge)) = path.pop() {
            if edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                open.push(node);
            }
            match edges[node].get(edge) {
                Some(&target) => {
                    path.push((node, edge + 1));
                    if index[target] == NEW {
                        path.push((target, 0));
                    } else if group[target] == NEW {
                        low[node] = low[node].min(index[target]);
                    }
                }
                None => {
                    if let Some((parent, _)) = path.last() {
                        low[*parent] = low[*parent].min(low[node]);
                    }
                    if low[node] == index[node] {
                        while let Some(member) = open.pop() {
                            group[member] = groups;
                            if member == node {
                                break;
                            }
                        }
                        groups += 1;
                    }
                }
            }
        }
    }
    group
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_what_reaches_itself() {
        // 0 -> 1 -> 2 -> 0, 2 -> 3, 3 -> 3, 4 alone
        let groups = strongly_connected(&[vec![1], vec![2], vec![0, 3], vec![3], vec![]]);
        assert_eq!(groups[0], groups[1]);
        assert_eq!(groups[1], groups[2]);
        assert_ne!(groups[2], groups[3]);
        assert_ne!(groups[3], groups[4]);
    }
}
