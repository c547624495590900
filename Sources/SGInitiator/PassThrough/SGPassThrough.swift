import CSGUtils
import Glibc
import SCSI

/// An open device node that takes SCSI commands, through libsgutils2's pass-through (sg_pt.h).
///
/// The node may be one of sg (`/dev/sg0`), of bsg, of a tape (`/dev/nst0`) or of a disk (`/dev/sda`).
final class SGPassThrough: PassThrough {
    private let descriptor: Int32

    /// Opens a node for commands of all kinds; where it cannot be written, for those that only read.
    ///
    /// Ends in open(2) without waiting for a medium.
    init(path: String) throws(DeviceFault) {
        var opened = unsafe scsi_pt_open_flags(path, O_RDWR | O_NONBLOCK | O_CLOEXEC, 0)
        if opened == -EROFS {
            opened = unsafe scsi_pt_open_flags(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC, 0)
        }
        guard opened >= 0 else {
            throw DeviceFault(opening: path, SystemFailure(number: -opened))
        }
        descriptor = opened
    }

    deinit { _ = scsi_pt_close_device(descriptor) }

    /// The version of the sg interface that the node answers to (SG_GET_VERSION_NUM).
    var version: Int32 { sanbench_sg_version(descriptor) }

    func send(_ request: CommandRequest, seconds: Int32) -> PassThroughResult {
        if !request.dataOut.isEmpty, request.dataInLength > 0 {
            return .unsuitable("data both ways; one way alone can be sent")
        }
        let longest = Int(Int32.max)
        guard request.dataOut.count <= longest, (0...longest).contains(request.dataInLength) else {
            return .unsuitable("more than \(longest) bytes of data; the driver counts no more")
        }
        guard let object = unsafe construct_scsi_pt_obj_with_fd(descriptor, 0) else {
            return .system(SystemFailure(number: ENOMEM))
        }
        defer { unsafe destruct_scsi_pt_obj(object) }
        // Zeros: what a driver leaves out must not show what this process has forgotten.
        var dataIn = [UInt8](repeating: 0, count: request.dataInLength)
        var sense = [UInt8](repeating: 0, count: SenseData.maximumLength)
        let outcome = unsafe request.cdb.withUnsafeBufferPointer { cdb in
            unsafe request.dataOut.withUnsafeBufferPointer { dataOut in
                unsafe dataIn.withUnsafeMutableBufferPointer { dataIn in
                    unsafe sense.withUnsafeMutableBufferPointer { sense in
                        unsafe set_scsi_pt_cdb(object, cdb.baseAddress, Int32(cdb.count))
                        unsafe set_scsi_pt_sense(object, sense.baseAddress, Int32(sense.count))
                        if !dataIn.isEmpty {
                            unsafe set_scsi_pt_data_in(
                                object, dataIn.baseAddress, Int32(dataIn.count))
                        }
                        if !dataOut.isEmpty {
                            unsafe set_scsi_pt_data_out(
                                object, dataOut.baseAddress, Int32(dataOut.count))
                        }
                        return unsafe do_scsi_pt(object, descriptor, seconds, 0)
                    }
                }
            }
        }
        if outcome < 0 { return .system(SystemFailure(number: -outcome)) }
        if outcome > 0 { return .unsuitable("the pass-through refuses it, reason \(outcome)") }
        return unsafe result(of: object, dataIn, sense)
    }

    private func result(
        of object: OpaquePointer, _ dataIn: [UInt8], _ sense: [UInt8]
    ) -> PassThroughResult {
        let category = unsafe get_scsi_pt_result_category(object)
        if category == SCSI_PT_RESULT_OS_ERR {
            return .system(SystemFailure(number: unsafe get_scsi_pt_os_err(object)))
        }
        let length = min(max(0, Int(unsafe get_scsi_pt_sense_len(object))), sense.count)
        let residual = min(max(0, Int(unsafe get_scsi_pt_resid(object))), dataIn.count)
        var reply = Reply(
            status: SCSIStatus(
                rawValue: UInt8(
                    truncatingIfNeeded: unsafe get_scsi_pt_status_response(object))),
            sense: Array(sense.prefix(length)), dataIn: Array(dataIn.dropLast(residual)))
        let host = HostStatus(
            rawValue: UInt32(truncatingIfNeeded: unsafe get_scsi_pt_transport_err(object)))
        if category == SCSI_PT_RESULT_TRANSPORT_ERR {
            // Some kernels leave their own reading of a status beside it.
            if host.repeatsTheStatus, reply.status != .good { return .answered(reply) }
            return .transport(host, text: unsafe transportText(object))
        }
        // Sense data without a status is how some drivers tell CHECK CONDITION.
        if category == SCSI_PT_RESULT_SENSE, reply.status == .good, length > 0 {
            reply.status = .checkCondition
        }
        return .answered(reply)
    }

    /// `Host_status=0x07 [DID_ERROR]`, as the library has it.
    private func transportText(_ object: OpaquePointer) -> String {
        var bytes = [CChar](repeating: 0, count: 256)
        _ = unsafe bytes.withUnsafeMutableBufferPointer {
            unsafe get_scsi_pt_transport_err_str(object, Int32($0.count), $0.baseAddress)
        }
        let text = String(
            decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.split(separator: "\n").joined(separator: ", ")
    }
}
