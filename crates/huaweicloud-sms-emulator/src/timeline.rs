//! States that change as time passes, worked out when somebody looks.

use std::time::Duration;

use tokio::time::Instant;

/// How an action changes one thing: the states it passes through, each with the number of paces after the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Course<T: 'static> {
    /// The action has nothing to do with it: what was under way goes on.
    Untouched,
    /// What was under way ends, and the present state stays.
    Halts,
    /// What was under way ends, and these states follow.
    Follows(&'static [(u32, T)]),
}

/// A state, and the states that will follow it.
///
/// Nothing runs in the background: the state of any moment follows from the moments noted down. Tests can therefore
/// use a paused clock.
#[derive(Debug)]
pub(crate) struct Timeline<T> {
    settled: T,
    /// What the last action brings, in the order of time.
    ahead: Vec<(Instant, T)>,
}

impl<T: Clone> Timeline<T> {
    pub(crate) fn at_rest(state: impl Into<T>) -> Self {
        Self {
            settled: state.into(),
            ahead: Vec::new(),
        }
    }

    /// The state at this moment.
    pub(crate) fn at(&self, now: Instant) -> &T {
        self.ahead
            .iter()
            .rev()
            .find(|(when, _)| *when <= now)
            .map_or(&self.settled, |(_, state)| state)
    }

    /// The state once the last action has begun: the first one it brings, while none of them has come; else the
    /// present one.
    pub(crate) fn once_begun(&self, now: Instant) -> &T {
        match self.ahead.first() {
            Some((when, state)) if now < *when => state,
            _ => self.at(now),
        }
    }

    /// Lets the state take a course that begins now.
    pub(crate) fn take<S: Copy + Into<T>>(
        &mut self,
        course: Course<S>,
        now: Instant,
        pace: Duration,
    ) {
        let states = match course {
            Course::Untouched => return,
            Course::Halts => &[],
            Course::Follows(states) => states,
        };
        self.replace(
            now,
            states
                .iter()
                .map(|(paces, state)| (now + pace * *paces, (*state).into())),
        );
    }

    /// Lets one state follow, a pace from now.
    pub(crate) fn become_next(&mut self, state: T, now: Instant, pace: Duration) {
        self.replace(now, [(now + pace, state)]);
    }

    fn replace(&mut self, now: Instant, ahead: impl IntoIterator<Item = (Instant, T)>) {
        self.settled = self.at(now).clone();
        self.ahead.clear();
        self.ahead.extend(ahead);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACE: Duration = Duration::from_secs(1);
    const TWO_STATES: Course<u8> = Course::Follows(&[(1, 10), (3, 30)]);

    fn after(start: Instant, paces: f64) -> Instant {
        start + PACE.mul_f64(paces)
    }

    #[test]
    fn a_state_comes_at_its_pace_and_not_before() {
        let start = Instant::now();
        let mut timeline = Timeline::<u8>::at_rest(0);
        timeline.take(TWO_STATES, start, PACE);

        for (paces, state) in [
            (0.0, 0),
            (0.9, 0),
            (1.0, 10),
            (2.9, 10),
            (3.0, 30),
            (9.0, 30),
        ] {
            assert_eq!(*timeline.at(after(start, paces)), state, "after {paces}");
        }
    }

    #[test]
    fn a_later_course_replaces_what_is_left_of_an_earlier_one() {
        let start = Instant::now();
        let mut timeline = Timeline::<u8>::at_rest(0);
        timeline.take(TWO_STATES, start, PACE);
        timeline.take(Course::Follows(&[(1, 99_u8)]), after(start, 1.5), PACE);

        assert_eq!(*timeline.at(after(start, 2.0)), 10);
        assert_eq!(*timeline.at(after(start, 2.5)), 99);
        assert_eq!(*timeline.at(after(start, 9.0)), 99);
    }

    #[test]
    fn a_halt_keeps_the_present_state_and_drops_the_rest() {
        let start = Instant::now();
        let mut timeline = Timeline::<u8>::at_rest(0);
        timeline.take(TWO_STATES, start, PACE);
        timeline.take(Course::<u8>::Halts, after(start, 2.0), PACE);

        assert_eq!(*timeline.at(after(start, 9.0)), 10);
    }

    #[test]
    fn an_untouched_timeline_goes_on() {
        let start = Instant::now();
        let mut timeline = Timeline::<u8>::at_rest(0);
        timeline.take(TWO_STATES, start, PACE);
        timeline.take(Course::<u8>::Untouched, after(start, 2.0), PACE);

        assert_eq!(*timeline.at(after(start, 3.0)), 30);
    }

    #[test]
    fn once_begun_looks_ahead_to_the_first_state_and_no_further() {
        let start = Instant::now();
        let mut timeline = Timeline::<u8>::at_rest(0);
        timeline.take(TWO_STATES, start, PACE);

        assert_eq!(*timeline.once_begun(start), 10);
        assert_eq!(*timeline.once_begun(after(start, 2.0)), 10);
        assert_eq!(*timeline.once_begun(after(start, 3.0)), 30);
    }
}
