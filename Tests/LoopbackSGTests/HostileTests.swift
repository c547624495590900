import Foundation
import LoopbackSG
import Testing
import Timebase

/// Programs that do not keep to the protocol, or are no more: nobody else notices.
///
/// Those that speak the protocol themselves do so without the library; their packets and their
/// memory are laid out as CLoopbackSG.h says.
@Suite struct HostileTests {
    /// What speaks the protocol, in Python.
    private static func protocolPrelude(_ bench: LoopbackBench) -> String {
        Prelude.python + """
            import socket, random
            MAGIC, DATA = 0x4C534731, 8 << 20
            REQUEST = \(SharedArea.requestOffset(0))
            STRIDE = \(SharedArea.requestOffset(1) - SharedArea.requestOffset(0))
            DOORBELL = \(SharedArea.doorbellOffset)
            def connect():
                s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                s.bind('')
                s.settimeout(60)
                s.connect('\(bench.directory.place.path)/sg.sock')
                return s
            def hello(purpose=1, kind=1, number=0, flags=2, magic=MAGIC, version=1, name=b''):
                return struct.pack('IIIIiiI5s3x', magic, version, purpose, kind, number, flags, 1, name)
            def answer(s):
                data, fds, _, _ = socket.recv_fds(s, 64, 4)
                if not data: return None, []
                return struct.unpack('IIiI', data)[2], fds
            class File:
                def __init__(self, **how):
                    self.s = connect()
                    self.s.send(hello(**how))
                    error, fds = answer(self.s)
                    assert error == 0, error
                    self.memory = mmap.mmap(fds[0], 65536 + 17 * DATA)
                    os.close(fds[0])
                    self.base = ctypes.addressof(ctypes.c_char.from_buffer(self.memory))
                def state(self, slot): return struct.unpack_from(
                    'I', self.memory, REQUEST - 64 + slot * STRIDE)[0]
                def put(self, slot=0, operation=1, cdb=bytes(6), cdb_length=None, out=0, into=0,
                        timeout=60000, offset=0, origin=0, control=0, value=0):
                    struct.pack_into('IIIIIIIiqQQ', self.memory, REQUEST + slot * STRIDE, operation,
                        0, len(cdb) if cdb_length is None else cdb_length, out, into, timeout, 0,
                        origin, offset, control, value)
                    at = REQUEST + slot * STRIDE + 56
                    self.memory[at:at + len(cdb)] = cdb
                def ring(self):
                    word = ctypes.c_uint.from_address(self.base + DOORBELL)
                    word.value = (word.value + 1) & 0xffffffff
                    libc.syscall(202, ctypes.c_void_p(self.base + DOORBELL), 1, 100, None, None, 0)
                def go(self, slot=0, **how):
                    self.put(slot, **how)
                    struct.pack_into('I', self.memory, REQUEST - 64 + slot * STRIDE, 2)
                    self.ring()
                def reply(self, slot=0):
                    '''errno, length of data in, SCSI status.'''
                    end = time.monotonic() + 60
                    while self.state(slot) != 4:
                        assert time.monotonic() < end, self.state(slot)
                        time.sleep(0.001)
                    at = REQUEST + slot * STRIDE + 320
                    error, length = struct.unpack_from('iI', self.memory, at)
                    struct.pack_into('I', self.memory, REQUEST - 64 + slot * STRIDE, 0)
                    return error, length, self.memory[at + 32]
            def works():
                file = File(number=1)
                file.go(cdb=bytes([0x12, 0, 0, 0, 96, 0]), into=96)
                error, length, status = file.reply()
                assert (error, status) == (0, 0) and length > 36, (error, length, status)
                assert file.memory[65536 + DATA + 16:65536 + DATA + 22] == b'DISK B'

            """
    }

    private func speak(
        _ bench: LoopbackBench, _ script: String, as command: [String] = [],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        // Root's own Python may be nobody else's to run.
        let python = ["/usr/bin/python3", "-c", Self.protocolPrelude(bench) + script]
        let arguments = command + python
        let ended = try Program("env").run(arguments)
        #expect(ended.status == 0, "\(ended.errors)", sourceLocation: sourceLocation)
    }

    @Test func garbageEndsItsOwnConnectionOnly() throws {
        let bench = try LoopbackBench()
        try speak(
            bench,
            """
            other = File(number=1)
            random.seed(5)
            for turn in range(300):
                s = connect()
                s.send(random.randbytes(random.choice([1, 35, 37, 500, 4096])))
                assert answer(s)[0] in (None, errno.EPROTO), turn
            for how in (dict(magic=1), dict(version=2), dict(purpose=3), dict(purpose=0)):
                s = connect(); s.send(hello(**how))
                assert answer(s)[0] == errno.EPROTO, how
            for how in (dict(kind=0), dict(kind=9), dict(number=-1), dict(number=3),
                    dict(number=2**31 - 1), dict(kind=3, number=5)):
                s = connect(); s.send(hello(**how))
                assert answer(s)[0] == errno.ENXIO, how
            for name in (b'', b'zzzzz', bytes(5), b'\\xff' * 5):
                s = connect(); s.send(hello(purpose=2, name=name))
                assert answer(s)[0] == errno.EBADF, name
            # After the welcome nothing is to be sent.
            file = File()
            file.s.send(b'something')
            try: assert file.s.recv(10) == b''
            except ConnectionResetError: pass
            other.go(); assert other.reply()[0] == 0
            works()
            """)
        #expect(bench.settles { bench.server.openFiles == 0 })
    }

    @Test func liesAreFoundOut() throws {
        let bench = try LoopbackBench()
        try speak(
            bench,
            """
            file = File()
            def error(**how):
                file.go(**how)
                return file.reply()[0]
            assert error(out=DATA + 1) == errno.ENOMEM
            assert error(out=0xffffffff) == errno.ENOMEM
            assert error(into=DATA + 1) == errno.ENOMEM
            assert error(into=0xffffffff) == errno.ENOMEM
            assert error(cdb_length=0) == errno.EMSGSIZE
            assert error(cdb_length=253) == errno.EMSGSIZE
            assert error(cdb_length=0xffffffff) == errno.EMSGSIZE
            for operation in (0, 9, 77, 0xffffffff): assert error(operation=operation) == errno.ENOTTY
            for operation in (2, 3, 4, 5, 6): assert error(operation=operation) == errno.ENOTTY
            assert error(operation=4, origin=3) == errno.EINVAL
            assert error(operation=5, out=4097, into=4097) == errno.EINVAL
            assert error(operation=5, out=4, into=8) == errno.EINVAL
            # More room than there is data, and less.
            file.go(cdb=bytes([0x28, 0, 0, 0, 0, 5, 0, 0, 4, 0]), into=DATA)
            assert file.reply() == (0, 2048, 0)
            at = 65536 + DATA
            file.memory[at:at + 2048] = bytes(2048)
            file.go(cdb=bytes([0x28, 0, 0, 0, 0, 5, 0, 0, 4, 0]), into=700)
            assert file.reply() == (0, 700, 0)
            assert file.memory[at:at + 700] == (block(5) + block(6))[:700]
            assert file.memory[at + 700:at + 2048] == bytes(1348)
            # States that nobody gives.
            for state in (3, 4, 5, 6, 0xffffffff):
                struct.pack_into('I', file.memory, REQUEST - 64, state); file.ring()
            file.go(slot=7); assert file.reply(7)[0] == 0
            struct.pack_into('I', file.memory, REQUEST - 64, 0)
            # All of it at once, and the rest of the head overwritten, too.
            random.seed(9)
            for turn in range(200):
                file.memory[:65536] = random.randbytes(65536)
                for slot in range(16):
                    struct.pack_into('I', file.memory, REQUEST - 64 + slot * STRIDE, 2)
                file.ring()
            file.s.close()
            works()
            """)
        #expect(bench.settles { bench.server.openFiles == 0 })
    }

    @Test func whatChangesMeanwhileIsCopiedFirst() throws {
        let bench = try LoopbackBench()
        try speak(
            bench,
            """
            file = File()
            flips = REQUEST + 8
            ends = time.monotonic() + 2
            pid = os.fork()
            if pid == 0:
                # cdb_length, out_length and in_length, between what is allowed and what is not.
                while time.monotonic() < ends:
                    for lengths in ((10, 0, 512), (0xffffffff,) * 3, (6, DATA, DATA), (0, 1, 2)):
                        struct.pack_into('III', file.memory, flips, *lengths)
                os._exit(0)
            seen = {0}
            while time.monotonic() < ends:
                file.go(cdb=bytes([0x28, 0, 0, 0, 0, 5, 0, 0, 1, 0]), into=512)
                seen.add(file.reply()[0])
            os.waitpid(pid, 0)
            assert seen <= {0, errno.ENOMEM, errno.EMSGSIZE} and len(seen) == 3, seen
            works()
            """)
    }

    @Test func silentConnectionsKeepNobodyOut() throws {
        let bench = try LoopbackBench()
        try speak(
            bench,
            """
            silent = [connect() for _ in range(200)]
            works()
            # The oldest have been sent away, the youngest go when their time is over.
            assert silent[0].recv(1) == b''
            assert silent[-1].recv(1) == b''
            """)
    }

    @Test func aProgramThatIsKilledLeavesNothing() throws {
        let bench = try LoopbackBench(
            timing: .init(perCommand: .milliseconds(400), perMebibyte: .zero))
        try bench.python(
            """
            fd = os.open('/dev/sg1', os.O_RDWR)
            for turn in range(5):
                pid = os.fork()
                if pid == 0:
                    own = os.open('/dev/sg0', os.O_RDWR)
                    kept = [read10(n, 100) for n in range(10)]
                    for header in kept: os.write(own, header.bytes.raw)
                    os.write(fd, kept[0].bytes.raw)
                    ready().send(own)
                time.sleep(0.15)
                os.kill(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            assert read10(8).send(fd).buffer.raw == block(1 << 16 | 8)
            """)
        #expect(bench.settles { bench.server.openFiles == 0 })
    }

    @Test func tenThousandOpens() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            for turn in range(10000):
                fd = os.open('/dev/sg0', os.O_RDWR)
                os.close(fd)
            import resource
            resource.setrlimit(resource.RLIMIT_NOFILE, (4000, 4000))
            open_files = []
            while True:
                try: open_files.append(os.open('/dev/sg0', os.O_RDWR))
                except OSError as error:
                    assert error.errno == errno.ENFILE, error
                    break
                assert len(open_files) < 2000
            assert len(open_files) == \(LoopbackServer.openFileLimit), len(open_files)
            assert ready().send(open_files[-1]).status == 0
            os.close(open_files.pop(0))
            open_files.append(os.open('/dev/sg1', os.O_RDWR))
            assert ready().send(open_files[-1]).status == 0
            """)
        #expect(bench.settles { bench.server.openFiles == 0 })
    }

    @Test(.enabled(if: geteuid() == 0, "only root can be somebody else"))
    func othersAreRefused() throws {
        let bench = try LoopbackBench()
        // As if somebody had opened the directory to others.
        for (path, mode) in [("", 0o755), ("/sg.sock", 0o666)] {
            try FileManager.default.setAttributes(
                [.posixPermissions: mode], ofItemAtPath: bench.directory.place.path + path)
        }
        try speak(
            bench,
            """
            assert os.getuid() == 65534
            s = connect()
            # Refused before it has said anything: what it says may come too late.
            got = None
            try:
                s.send(hello())
                got = answer(s)[0]
            except (BrokenPipeError, ConnectionResetError): pass
            assert got in (errno.EACCES, None), got
            """, as: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
        #expect(bench.server.openFiles == 0)
        try speak(bench, "works()")
    }

    @Test func aServerThatStopsIsNoticed() throws {
        let bench = try LoopbackBench(
            timing: .init(perCommand: .seconds(100), perMebibyte: .zero))
        let directory = try ScratchDirectory()
        let process = try Program("python3").start(
            [
                "-c",
                Prelude.python + """
                    fd = os.open('/dev/sg0', os.O_RDWR)
                    print('open', flush=True)
                    # A command that ended would say so, and not ENODEV.
                    fails(errno.ENODEV, ready().send, fd)
                    fails(errno.ENODEV, ready().send, fd)
                    fails(errno.ENODEV, os.open, '/dev/sg0', os.O_RDWR)
                    """,
            ], in: directory, environment: try bench.environment())
        #expect(bench.settles { (try? directory.read("standard-output")) == "open\n" })
        usleep(100_000)
        bench.server.stop()
        process.waitUntilExit()
        let errors = try directory.read("standard-error")
        #expect(process.terminationStatus == 0, "\(errors)")
    }

    /// Programs whose opening meets the end of the server find no device, whatever the server has
    /// come to: neither a lost connection nor too many open files.
    @Test func opensThatMeetTheEnd() throws {
        for _ in 0..<5 {
            let bench = try LoopbackBench()
            let directory = try ScratchDirectory()
            let process = try Program("python3").start(
                [
                    "-c",
                    Prelude.python + """
                        children = []
                        for number in range(6):
                            child = os.fork()
                            if child == 0:
                                try:
                                    while True: os.close(os.open('/dev/sg0', os.O_RDWR))
                                except OSError as error: os._exit(error.errno)
                            children.append(child)
                        print('open', flush=True)
                        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
                            for child in children]
                        assert ends == [errno.ENODEV] * 6, ends
                        """,
                ], in: directory, environment: try bench.environment())
            #expect(bench.settles { (try? directory.read("standard-output")) == "open\n" })
            bench.server.stop()
            process.waitUntilExit()
            let errors = try directory.read("standard-error")
            #expect(process.terminationStatus == 0, "\(errors)")
        }
    }

    @Test func oneServerADirectory() throws {
        let bench = try LoopbackBench()
        #expect(throws: LoopbackFailure.self) {
            try LoopbackServer(
                bench.fabric, nexus: LoopbackBench.nexus, provider: bench.provider,
                directory: bench.directory.place.path)
        }
        let open = try ScratchDirectory()
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o750], ofItemAtPath: open.place.path)
        #expect(throws: LoopbackFailure.self) {
            try LoopbackServer(
                bench.fabric, nexus: LoopbackBench.nexus, provider: bench.provider,
                directory: open.place.path)
        }
        try speak(bench, "works()")
    }
}
