//! What is sent, what is received, and what is neither.

use super::document::Document;
use super::model::Kind;

/// On which sides of a call an object takes part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sides {
    pub(crate) sent: bool,
    pub(crate) received: bool,
}

/// The sides of each object, in the order of [`Document::nodes`]. References are followed.
pub(crate) fn sides(document: &Document<'_>) -> Vec<Sides> {
    let mut sides = vec![Sides::default(); document.nodes().len()];
    for (operation, _) in document.of_kind(Kind::Operation) {
        for (part, node) in document.children(operation) {
            match node.kind {
                Kind::Parameter | Kind::ParameterReference | Kind::RequestBody => {
                    mark(document, part, |sides| &mut sides.sent, &mut sides);
                }
                Kind::Response | Kind::ResponseReference => {
                    mark(document, part, |sides| &mut sides.received, &mut sides);
                }
                _ => {}
            }
        }
    }
    sides
}

fn mark(
    document: &Document<'_>,
    start: usize,
    side: fn(&mut Sides) -> &mut bool,
    sides: &mut [Sides],
) {
    let mut open = vec![start];
    while let Some(place) = open.pop() {
        let Some(marked) = sides.get_mut(place).map(side) else {
            continue;
        };
        // Marked before: references may form a circle.
        if std::mem::replace(marked, true) {
            continue;
        }
        open.extend(document.children(place).map(|(child, _)| child));
        open.extend(document.resolve(place).map(|(target, _)| target));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lint::pointer::Pointer;

    #[test]
    fn references_are_followed_and_circles_end() {
        let root = yaml_serde::from_str(
            "paths:
  /x:
    post:
      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/Sent'}}}}
      responses: {'200': {$ref: '#/components/responses/Done'}}
components:
  responses: {Done: {content: {application/json: {schema: {$ref: '#/components/schemas/Received'}}}}}
  schemas:
    Sent: {properties: {both: {$ref: '#/components/schemas/Both'}}}
    Received: {properties: {both: {$ref: '#/components/schemas/Both'}}}
    Both: {properties: {both: {$ref: '#/components/schemas/Both'}}}
    Neither: {}
",
        )
        .unwrap();
        let document = Document::new(&root);
        let sides = sides(&document);
        let of = |name| {
            let pointer = Pointer::from_reference(&format!("#/components/schemas/{name}")).unwrap();
            let sides = sides[document.find(&pointer).unwrap().0];
            (sides.sent, sides.received)
        };
        assert_eq!(of("Sent"), (true, false));
        assert_eq!(of("Received"), (false, true));
        assert_eq!(of("Both"), (true, true));
        assert_eq!(of("Neither"), (false, false));
    }
}
