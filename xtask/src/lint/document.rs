//! The contract as a tree of objects whose kinds are known.

use std::collections::HashMap;

use yaml_serde::Value;

use super::model::{Kind, Shape, keywords};
use super::pointer::Pointer;

/// An object of the contract.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    pub(crate) kind: Kind,
    pub(crate) pointer: Pointer,
    /// The key it has in the object or list around it.
    pub(crate) key: String,
    /// The object around it, by its place in [`Document::nodes`]. The document itself has none.
    pub(crate) parent: Option<usize>,
    pub(crate) value: &'a Value,
}

impl<'a> Node<'a> {
    pub(crate) fn get(&self, keyword: &str) -> Option<&'a Value> {
        get(self.value, keyword)
    }

    pub(crate) fn text(&self, keyword: &str) -> Option<&'a str> {
        self.get(keyword)?.as_str()
    }

    pub(crate) fn at(&self, keyword: &str) -> Pointer {
        self.pointer.child(keyword)
    }
}

/// All objects of the contract, each before what is inside it, in the order in which they are written.
#[derive(Debug)]
pub(crate) struct Document<'a> {
    nodes: Vec<Node<'a>>,
    places: HashMap<Pointer, usize>,
}

impl<'a> Document<'a> {
    pub(crate) fn new(root: &'a Value) -> Self {
        let mut document = Self {
            nodes: Vec::new(),
            places: HashMap::new(),
        };
        document.enter(Kind::Document, root, Pointer::root(), String::new(), None);
        document
    }

    pub(crate) fn nodes(&self) -> &[Node<'a>] {
        &self.nodes
    }

    pub(crate) fn of_kind(&self, kind: Kind) -> impl Iterator<Item = (usize, &Node<'a>)> {
        self.nodes
            .iter()
            .enumerate()
            .filter(move |(_, node)| node.kind == kind)
    }

    /// The objects right inside another.
    pub(crate) fn children(&self, parent: usize) -> impl Iterator<Item = (usize, &Node<'a>)> {
        self.nodes
            .iter()
            .enumerate()
            .skip(parent + 1)
            .filter(move |(_, node)| node.parent == Some(parent))
    }

    /// The object inside another that is the value of `keyword`.
    pub(crate) fn child(&self, parent: usize, keyword: &str) -> Option<(usize, &Node<'a>)> {
        let place = *self.places.get(&self.nodes.get(parent)?.at(keyword))?;
        Some((place, self.nodes.get(place)?))
    }

    pub(crate) fn find(&self, pointer: &Pointer) -> Option<(usize, &Node<'a>)> {
        let place = *self.places.get(pointer)?;
        Some((place, self.nodes.get(place)?))
    }

    pub(crate) fn node(&self, place: usize) -> Option<&Node<'a>> {
        self.nodes.get(place)
    }

    /// What a reference refers to, or the object itself if it is none. Nothing if the reference leads nowhere or to an
    /// object of another kind; the rule on references reports that.
    pub(crate) fn resolve(&self, place: usize) -> Option<(usize, &Node<'a>)> {
        let node = self.nodes.get(place)?;
        let Some(wanted) = referred_kind(node.kind) else {
            return Some((place, node));
        };
        let target = Pointer::from_reference(node.text("$ref")?)?;
        self.find(&target).filter(|(_, node)| node.kind == wanted)
    }

    /// Whether the object is an entry of this section of the components.
    pub(crate) fn is_component(&self, node: &Node<'_>) -> bool {
        node.parent
            .and_then(|parent| self.nodes.get(parent))
            .is_some_and(|parent| parent.kind == Kind::Components)
    }

    fn enter(
        &mut self,
        kind: Kind,
        value: &'a Value,
        pointer: Pointer,
        key: String,
        parent: Option<usize>,
    ) {
        if !value.is_mapping() {
            return;
        }
        let place = self.nodes.len();
        self.places.insert(pointer.clone(), place);
        self.nodes.push(Node {
            kind,
            pointer: pointer.clone(),
            key,
            parent,
            value,
        });
        for (key, inner) in entries(value) {
            let shape = keywords(kind)
                .iter()
                .find_map(|(name, shape, _)| (*name == key).then_some(*shape));
            if let Some(shape) = shape {
                self.descend(shape, inner, pointer.child(key), key, place);
            }
        }
    }

    fn descend(
        &mut self,
        shape: Shape,
        value: &'a Value,
        pointer: Pointer,
        key: &str,
        parent: usize,
    ) {
        match shape {
            Shape::Object(kind) => self.enter(kind, value, pointer, key.to_owned(), Some(parent)),
            Shape::Reference(kind, reference) => {
                let kind = if get(value, "$ref").is_some() {
                    reference
                } else {
                    kind
                };
                self.enter(kind, value, pointer, key.to_owned(), Some(parent));
            }
            Shape::FlagOrSchema => self.descend(
                Shape::Reference(Kind::Schema, Kind::SchemaReference),
                value,
                pointer,
                key,
                parent,
            ),
            Shape::Items(item) => {
                for (index, inner) in items(value).iter().enumerate() {
                    self.descend(
                        *item,
                        inner,
                        pointer.child(index),
                        &index.to_string(),
                        parent,
                    );
                }
            }
            Shape::Entries(entry) => {
                for (key, inner) in entries(value) {
                    self.descend(*entry, inner, pointer.child(key), key, parent);
                }
            }
            Shape::Any | Shape::Text | Shape::Flag | Shape::Count => {}
        }
    }
}

/// The kind of object that a reference stands for, if the kind is a reference.
pub(crate) fn referred_kind(kind: Kind) -> Option<Kind> {
    match kind {
        Kind::ParameterReference => Some(Kind::Parameter),
        Kind::ResponseReference => Some(Kind::Response),
        Kind::HeaderReference => Some(Kind::Header),
        Kind::SchemaReference => Some(Kind::Schema),
        _ => None,
    }
}

/// The entries of a mapping whose keys are text; the rule on plain data reports the others. Nothing if it is none.
pub(crate) fn entries(value: &Value) -> impl Iterator<Item = (&str, &Value)> {
    value
        .as_mapping()
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.as_str()?, value)))
}

/// The elements of a list, or nothing if it is none.
pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_sequence().map_or(&[], Vec::as_slice)
}

/// The entry of a mapping. Tags are not looked through.
pub(crate) fn get<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.as_mapping()?.get(key)
}

/// The texts in a list.
pub(crate) fn texts(value: Option<&Value>) -> impl Iterator<Item = &str> {
    value
        .map_or(&[][..], items)
        .iter()
        .filter_map(Value::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Value {
        yaml_serde::from_str(text).unwrap()
    }

    #[test]
    fn objects_are_found_with_their_kinds_and_places() {
        let root = value(
            "{paths: {/v3/tasks: {post: {responses: {'200': {$ref: '#/components/responses/Done'}}}}},
              components: {responses: {Done: {description: Done.}}}}",
        );
        let document = Document::new(&root);
        let found: Vec<_> = document
            .nodes()
            .iter()
            .map(|node| (node.kind, node.pointer.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (Kind::Document, ""),
                (Kind::PathItem, "/paths/~1v3~1tasks"),
                (Kind::Operation, "/paths/~1v3~1tasks/post"),
                (
                    Kind::ResponseReference,
                    "/paths/~1v3~1tasks/post/responses/200"
                ),
                (Kind::Components, "/components"),
                (Kind::Response, "/components/responses/Done"),
            ]
        );
        let (place, _) = document.resolve(3).unwrap();
        assert_eq!(place, 5);
    }

    #[test]
    fn a_reference_to_an_object_of_another_kind_does_not_resolve() {
        let root = value(
            "{paths: {/x: {get: {responses: {'200': {$ref: '#/components/schemas/X'}}}}},
              components: {schemas: {X: {type: string}}}}",
        );
        let document = Document::new(&root);
        assert!(document.resolve(3).is_none());
    }
}
