import Foundation

extension Process {
    /// Starts the program.
    ///
    /// - Returns: what waits for its end. It is told of the end, while `waitUntilExit()` looks every
    ///   50 ms: a peer measured with that is slower than it is.
    func start() throws -> () -> Void {
        let ended = DispatchSemaphore(value: 0)
        terminationHandler = { _ in ended.signal() }
        try run()
        return { ended.wait() }
    }
}
