import Foundation
import Testing
import Timebase

/// Open files and their descriptors: dup, fork, exec, threads, O_EXCL, stat.
@Suite struct DescriptorTests {
    @Test func descriptorsShareTheirFile() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg0', os.O_RDWR)
            copies = [os.dup(fd), os.dup2(fd, 50), fcntl.fcntl(fd, fcntl.F_DUPFD, 60),
                fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, 70)]
            # The tests that started this program may have left it a number that it has open.
            assert copies[1] == 50 and copies[2] >= 60 and copies[3] >= 70, copies
            os.close(fd)
            for copy in copies:
                header = read10(copy).send(copy)
                assert header.buffer.raw == block(copy)
            for copy in copies[:-1]: os.close(copy)
            fails(errno.EBADF, ready().send, 50)
            assert read10(9).send(copies[-1]).buffer.raw == block(9)
            # A number that another file gets is not the device any more.
            fd = os.open('/dev/sg1', os.O_RDWR)
            os.dup2(os.open('/dev/null', os.O_RDWR), fd)
            fails(errno.ENOTTY, ready().send, fd)
            assert stat.S_ISCHR(os.fstat(fd).st_mode) and os.read(fd, 10) == b''
            assert os.fstat(fd).st_rdev == os.makedev(1, 3)
            fd = os.open('/dev/sg1', os.O_RDWR)
            os.closerange(fd, fd + 1)
            fails(errno.EBADF, ready().send, fd)
            assert fcntl.fcntl(copies[-1], fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDWR
            fd = os.open('/dev/sg1', os.O_RDONLY | os.O_NONBLOCK)
            flags = fcntl.fcntl(fd, fcntl.F_GETFL)
            assert flags & os.O_ACCMODE == os.O_RDONLY and flags & os.O_NONBLOCK
            assert not os.get_inheritable(fd)
            """)
    }

    @Test func childrenHaveTheFile() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            import subprocess
            fd = os.open('/dev/sg0', os.O_RDWR)
            children = []
            for child in range(4):
                pid = os.fork()
                if pid == 0:
                    for turn in range(100):
                        lba = child * 100 + turn
                        assert read10(lba).send(fd).buffer.raw == block(lba), lba
                    os._exit(0)
                children.append(pid)
            for turn in range(400, 500): assert read10(turn).send(fd).buffer.raw == block(turn)
            assert [os.waitpid(pid, 0)[1] for pid in children] == [0] * 4
            # What a child closes the parent still has, also where they share their memory.
            subprocess.run(['/bin/true'], close_fds=True, check=True)
            assert read10(1).send(fd).buffer.raw == block(1)
            # After exec(2) a program finds the file behind its descriptor.
            set(fd, 0x2201, 4321)
            os.set_inheritable(fd, True)
            os.dup2(fd, 0)
            os.environ['NEXT'] = str(fd)
            code = subprocess.run([sys.executable, '-c', os.environ['SECOND']],
                pass_fds=[fd], stdin=fd)
            assert code.returncode == 0
            """,
            environment: [
                "SECOND": Prelude.python + """
                    fd = int(os.environ['NEXT'])
                    assert libc.ioctl(fd, ctypes.c_ulong(0x2202), 0) == 4321
                    assert read10(3).send(0).buffer.raw == block(3)
                    assert os.fstat(fd).st_rdev == os.makedev(21, 0)
                    assert stat.S_ISCHR(os.fstat(0).st_mode)
                    """
            ])
        #expect(bench.settles { bench.server.openFiles == 0 })
    }

    @Test func threadsShareAFile() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            fd = os.open('/dev/sg1', os.O_RDWR)
            wrong = []
            def work(thread):
                try:
                    for turn in range(100):
                        lba = thread * 100 + turn
                        write10(lba, block(lba | 1 << 20)).send(fd)
                        got = read10(lba).send(fd).buffer.raw
                        if got != block(lba | 1 << 20): wrong.append(lba)
                except BaseException as error: wrong.append(error)
            threads = [threading.Thread(target=work, args=(n,)) for n in range(8)]
            for thread in threads: thread.start()
            for thread in threads: thread.join()
            assert not wrong, wrong
            """)
        let expected = (0..<800).flatMap { LoopbackBench.block($0 | 1 << 20) }
        #expect(try bench.blocks("b", 0..<800) == expected)
    }

    @Test func exclusiveOpensAreAlone() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            def open(flags, path='/dev/sg0'): return os.open(path, flags)
            RW, EX, NB = os.O_RDWR, os.O_EXCL, os.O_NONBLOCK
            fails(errno.EPERM, open, os.O_RDONLY | EX)
            first = open(RW)
            fails(errno.EBUSY, open, RW | EX | NB)
            os.close(first)
            only = open(RW | EX | NB)
            fails(errno.EBUSY, open, RW | NB)
            fails(errno.EBUSY, open, os.O_RDONLY | NB)
            os.close(open(RW | NB, '/dev/sg1'))
            # Without O_NONBLOCK it waits for the close.
            got = []
            thread = threading.Thread(target=lambda: got.append(open(RW)))
            thread.start()
            time.sleep(0.3)
            assert got == []
            os.close(only)
            thread.join(10)
            assert ready().send(got[0]).status == 0
            for turn in range(200): os.close(open(RW | EX | NB, '/dev/sg1'))
            """)
    }

    @Test func readersMaySendHarmlessCommandsOnly() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            # Without CAP_SYS_RAWIO (17), which would let everything pass.
            head = struct.pack('Ii', 0x20080522, 0)
            sets = ctypes.create_string_buffer(24)
            libc.capget(ctypes.create_string_buffer(head, 8), sets)
            words = list(struct.unpack('6I', sets.raw))
            words[0] &= ~(1 << 17)
            assert libc.capset(ctypes.create_string_buffer(head, 8),
                ctypes.create_string_buffer(struct.pack('6I', *words), 24)) == 0
            fd = os.open('/dev/sg0', os.O_RDONLY)
            assert read10(4).send(fd).buffer.raw == block(4)
            fails(errno.EPERM, write10(4, block(1)).send, fd)
            fails(errno.EBADF, os.write, fd, inquiry().bytes.raw)
            write10(5, block(71)).send(os.open('/dev/sg0', os.O_RDWR))
            """)
        #expect(try bench.blocks("a", 4..<5) == LoopbackBench.block(4))
        #expect(try bench.blocks("a", 5..<6) == LoopbackBench.block(71))
    }

    @Test func nodesLookLikeNodes() throws {
        let bench = try LoopbackBench()
        try bench.python(
            """
            for path, kind, device in [('/dev/sg1', stat.S_ISCHR, (21, 1)),
                    ('/dev/char/21:2', stat.S_ISCHR, (21, 2)), ('/dev/nst0', stat.S_ISCHR, (9, 128)),
                    ('/dev/sda', stat.S_ISBLK, (8, 0)), ('/dev/../dev/sda', stat.S_ISBLK, (8, 0))]:
                for found in (os.stat(path), os.lstat(path)):
                    assert kind(found.st_mode) and stat.S_IMODE(found.st_mode) == 0o660, path
                    assert found.st_rdev == os.makedev(*device) and found.st_size == 0, path
                assert os.access(path, os.R_OK)
            fd = os.open('/dev/sda', os.O_RDONLY)
            assert os.fstat(fd)[:3] == os.stat('/dev/sda')[:3]
            kinds = {entry.name: entry for entry in os.scandir('/dev')}
            assert not kinds['sg0'].is_file() and not kinds['sda'].is_file()
            assert os.stat('/dev/null').st_rdev == os.makedev(1, 3)
            assert os.path.realpath('/dev/sg0') == '/dev/sg0'
            os.chdir('/dev/char')
            assert os.getcwd() == '/dev/char'
            assert stat.S_ISCHR(os.stat('21:0').st_mode)
            assert read10(2).send(os.open('21:0', os.O_RDWR)).buffer.raw == block(2)
            fails(errno.EEXIST, os.open, '/dev/sg0', os.O_RDWR | os.O_CREAT | os.O_EXCL)
            fails(errno.ENOTDIR, os.open, '/dev/sg0', os.O_RDONLY | os.O_DIRECTORY)
            assert open('/sys/made/stat').read() == 'made of 7\\n'
            made = os.stat('/sys/made/stat')
            assert stat.S_ISREG(made.st_mode) and made.st_size == 4096
            fails(errno.EACCES, os.open, '/sys/made/stat', os.O_RDWR)
            """)
        for (program, arguments, expected) in [
            ("stat", ["-c", "%F %t:%T", "/dev/sg1"], "character special file 15:1\n"),
            ("ls", ["-l", "/dev/sda"], "brw-rw----"),
            ("find", ["/dev/char", "-type", "c", "-name", "21:1"], "/dev/char/21:1\n"),
            ("cat", ["/sys/made/stat"], "made of 7\n"),
        ] {
            let ended = try bench.run(program, arguments)
            #expect(ended.output.hasPrefix(expected), "\(program): \(ended)")
        }
    }
}
