package dev.regauge.crds.v1alpha1;

/**
 * The longer CEL rules and their messages. CEL has no product over a list, so products are written out by index; a mesh has at most six axes.
 * Messages use `format`, because the API server cannot bound the cost of joining the text of a number.
 */
final class Rules {
    private static final String PRODUCT = "self.mesh[0].size"
            + " * (self.mesh.size() > 1 ? self.mesh[1].size : 1)"
            + " * (self.mesh.size() > 2 ? self.mesh[2].size : 1)"
            + " * (self.mesh.size() > 3 ? self.mesh[3].size : 1)"
            + " * (self.mesh.size() > 4 ? self.mesh[4].size : 1)"
            + " * (self.mesh.size() > 5 ? self.mesh[5].size : 1)";

    private static final String VOLUME =
            "int(self.slice.split('x')[0]) * int(self.slice.split('x')[1]) * int(self.slice.split('x')[2])";

    /** True also for a malformed slice: that one has a rule of its own, and a second message would only confuse. */
    private static final String NO_VOLUME = "!has(self.slice) || !self.slice.matches('" + Names.SLICE + "')";

    private static final String AXES = "self.mesh.map(a, a.axis)";

    static final String SLICE_IS_WELL_FORMED = "self.matches('" + Names.SLICE + "')";
    static final String SLICE_IS_WELL_FORMED_MESSAGE =
            "'`slice` is `%s`, but must be three sizes joined by x, such as 2x2x1; the profile lists the legal shapes'.format([self])";

    static final String SLICE_OR_HOSTS = "has(self.slice) != has(self.hosts)";
    static final String SLICE_OR_HOSTS_MESSAGE =
            "'variant `%s`: %s given, but exactly one of `slice` (tpu) and `hosts` (cpu, cuda) must be'.format([self.name,"
                    + " has(self.slice) ? 'both `slice` and `hosts` are' : 'neither `slice` nor `hosts` is'])";

    static final String CHIPS_NEED_HOSTS = "!has(self.chipsPerHost) || has(self.hosts)";
    static final String CHIPS_NEED_HOSTS_MESSAGE =
            "'variant `%s`: `chipsPerHost` is %d, but must be given only with `hosts`'.format([self.name, self.chipsPerHost])";

    static final String MESH_FITS_SLICE = NO_VOLUME + " || " + PRODUCT + " == " + VOLUME;
    static final String MESH_FITS_SLICE_MESSAGE =
            "'variant `%s`: the product of `mesh[].size` is %d, but must be %d, the volume of `slice` %s'.format([self.name, "
                    + PRODUCT + ", " + VOLUME + ", self.slice])";

    static final String MESH_FITS_HOSTS =
            "!has(self.hosts) || !has(self.chipsPerHost) || " + PRODUCT + " == self.hosts * self.chipsPerHost";
    static final String MESH_FITS_HOSTS_MESSAGE =
            "'variant `%s`: the product of `mesh[].size` is %d, but must be %d, `hosts` %d times `chipsPerHost` %d'.format([self.name, "
                    + PRODUCT + ", self.hosts * self.chipsPerHost, self.hosts, self.chipsPerHost])";

    static final String MESH_COVERS_HOSTS =
            "!has(self.hosts) || has(self.chipsPerHost) || (" + PRODUCT + ") % self.hosts == 0";
    static final String MESH_COVERS_HOSTS_MESSAGE =
            "'variant `%s`: the product of `mesh[].size` is %d, but must be `hosts` %d times the chips per host of the profile'.format([self.name, "
                    + PRODUCT + ", self.hosts])";

    static final String AXES_ARE_UNIQUE = "self.mesh.all(a, self.mesh.exists_one(b, b.axis == a.axis))";
    static final String AXES_ARE_UNIQUE_MESSAGE =
            "'variant `%s`: `mesh` has the axes %s, but must have each of them once'.format([self.name, " + AXES + "])";

    static final String RULES_NAME_AXES =
            "!has(self.axisRules) || self.axisRules.all(r, !has(r.mesh) || r.mesh.all(a, self.mesh.exists(m, m.axis == a)))";
    static final String RULES_NAME_AXES_MESSAGE =
            "'variant `%s`: `axisRules` names a mesh axis that is not there; it must be one of %s'.format([self.name, "
                    + AXES + "])";

    /** Several rules for one logical axis are alternatives that only the compiler can resolve, so they are left to it. */
    private static final String ONE_BATCH_RULE = "has(v.axisRules) && v.axisRules.exists_one(r, r.logical == 'batch')";

    /** How many ways the rows of a batch are divided in variant v: the mesh axes that `batch` maps to, times the accumulation. */
    private static final String WAYS = "v.gradientAccumulation * (" + ONE_BATCH_RULE + " ? 1"
            + " * (v.axisRules.exists(r, r.logical == 'batch' && has(r.mesh) && v.mesh[0].axis in r.mesh) ? v.mesh[0].size : 1)"
            + " * (v.mesh.size() > 1 && v.axisRules.exists(r, r.logical == 'batch' && has(r.mesh) && v.mesh[1].axis in r.mesh) ? v.mesh[1].size : 1)"
            + " * (v.mesh.size() > 2 && v.axisRules.exists(r, r.logical == 'batch' && has(r.mesh) && v.mesh[2].axis in r.mesh) ? v.mesh[2].size : 1)"
            + " * (v.mesh.size() > 3 && v.axisRules.exists(r, r.logical == 'batch' && has(r.mesh) && v.mesh[3].axis in r.mesh) ? v.mesh[3].size : 1)"
            + " * (v.mesh.size() > 4 && v.axisRules.exists(r, r.logical == 'batch' && has(r.mesh) && v.mesh[4].axis in r.mesh) ? v.mesh[4].size : 1)"
            + " * (v.mesh.size() > 5 && v.axisRules.exists(r, r.logical == 'batch' && has(r.mesh) && v.mesh[5].axis in r.mesh) ? v.mesh[5].size : 1)"
            + " : 1)";

    static final String BATCH_DIVIDES = "self.variants.all(v, self.globalBatch % (" + WAYS + ") == 0)";
    static final String BATCH_DIVIDES_MESSAGE =
            "'`globalBatch` is %d, but must be a multiple of the mesh axes of `batch` times `gradientAccumulation` in every variant: %s'"
                    + ".format([self.globalBatch, self.variants.map(v, self.globalBatch % (" + WAYS
                    + ") != 0, '%d for `%s`'.format([" + WAYS
                    + ", v.name]))])";

    static final String TARGET_MESH_FITS = PRODUCT + " == self.target.hosts * self.target.chipsPerHost";
    static final String TARGET_MESH_FITS_MESSAGE =
            "'the product of `mesh[].size` is %d, but must be %d, `target.hosts` times `target.chipsPerHost`'.format(["
                    + PRODUCT + ", self.target.hosts * self.target.chipsPerHost])";

    static final String ENTRYPOINT =
            "self.matches('^[A-Za-z_][A-Za-z0-9_]*([.][A-Za-z_][A-Za-z0-9_]*)*:[A-Za-z_][A-Za-z0-9_]*$')";
    static final String ENTRYPOINT_MESSAGE =
            "'`entrypoint` is `%s`, but must be `package.module:name`, such as regauge_programs.transformer:program'.format([self])";

    static final String SHORT_NAME =
            "self.metadata.name.size() <= 40 && self.metadata.name.matches('" + Names.OBJECT + "')";
    static final String SHORT_HEX_NAME =
            "self.metadata.name.size() <= 40 && self.metadata.name.matches('" + Names.OBJECT_OR_HEX + "')";
    static final String SHORT_NAME_MESSAGE =
            "'`metadata.name` is `%s` with %d characters, but must have at most 40, begin with a letter and hold only a to z, 0 to 9 and -:"
                    + " pods and labels are named after it'.format([self.metadata.name, self.metadata.name.size()])";

    static final String ATTEMPT_NAME = "self.metadata.name == '%s-%d'.format([self.spec.job.name, self.spec.epoch])";
    static final String ATTEMPT_NAME_MESSAGE =
            "'`metadata.name` is `%s`, but must be `%s-%d`: job and epoch'.format([self.metadata.name, self.spec.job.name, self.spec.epoch])";

    static final String UNCHANGED = "self == oldSelf";

    private Rules() {}
}
