/// Text that is not what was expected; the caller knows the text and its place.
struct ScalarFault: Error, Equatable {
    /// What was expected.
    var expected: String
}
